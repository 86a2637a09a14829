import * as tf from '@tensorflow/tfjs-core';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { packTogether, roundRows } from '../model/packing.ts';
import { type TokenTensors, tokenTensors } from '../model/token-batch.ts';
import type { Batch, TrainingInputs } from './inputs.ts';

/** A batch as tensors: B rows, of which those past the batch's own examples have weight 0. */
export interface BatchTensors {
  /** Features [C·B, D], or the tokens of C·B texts: one column after the other, first texts first. */
  readonly texts: readonly tf.Tensor[];
  readonly labels: tf.Tensor1D;
  readonly weights: tf.Tensor1D;
}

/** The batch in `rows` rows. The first example is repeated as padding: unlike zeros, it is a point where all is smooth. */
export function batchTensors(
  batch: Batch,
  rows: number,
  inputs: TrainingInputs,
  padId: number,
): BatchTensors {
  const real = batch.labels.length;
  const at = (list: ArrayLike<number>, row: number) => list[row < real ? row : 0]!;
  const texts = Int32Array.from({ length: batch.texts.length * rows }, (_, i) =>
    at(batch.texts[Math.floor(i / rows)]!, i % rows),
  );
  const labels = Float32Array.from({ length: rows }, (_, row) => at(batch.labels, row));
  const weights = new Float32Array(rows).fill(1, 0, real);
  return {
    texts:
      inputs.kind === 'features' ? [featureRows(inputs, texts)] : packedTexts(inputs.tokens, texts, padId),
    labels: tf.tensor1d(labels),
    weights: tf.tensor1d(weights),
  };
}

function featureRows(
  { features, dimensions }: { features: Float32Array; dimensions: number },
  texts: Int32Array,
): tf.Tensor2D {
  const values = new Float32Array(texts.length * dimensions);
  texts.forEach((text, row) => {
    values.set(features.subarray(text * dimensions, (text + 1) * dimensions), row * dimensions);
  });
  return tf.tensor2d(values, [texts.length, dimensions]);
}

/** A text that stands in several examples is computed once. */
function packedTexts(tokens: readonly Int32Array[], texts: Int32Array, padId: number): TokenTensors {
  const unique = [...new Set(texts)];
  const index = new Map(unique.map((text, i) => [text, i]));
  const own = unique.map(text => tokens[text]!);
  const packing = packTogether(own.map(ids => ids.length));
  return tokenTensors(own, packing, {
    padId,
    rowCount: roundRows(packing.rows.length),
    texts: Array.from(texts, text => index.get(text)!),
  });
}

/** Embeddings of a batch's texts, through as much of the model as trains. */
export function embed(
  model: EmbeddingModel,
  inputs: TrainingInputs,
  texts: readonly tf.Tensor[],
): tf.Tensor2D {
  const features =
    inputs.kind === 'features'
      ? (texts[0] as tf.Tensor2D)
      : model.base(texts as readonly tf.Tensor[] as TokenTensors);
  return model.applyHead(features);
}

/** The embeddings of a batch of `rows` rows, [C·B, D], column by column: C tensors [B, D]. */
export function columns(embeddings: tf.Tensor2D, rows: number): tf.Tensor2D[] {
  return tf.split(embeddings, embeddings.shape[0] / rows);
}
