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

/** The batch in `rows` rows, as numbers. */
export interface BatchRows {
  /** Of the texts, one column after the other; [C·B]. */
  readonly texts: Int32Array;
  readonly labels: Float32Array;
  readonly weights: Float32Array;
}

/** The batch in `rows` rows. The first example is repeated as padding: unlike zeros, it is a point where all is smooth. */
export function batchRows(batch: Batch, rows: number): BatchRows {
  const real = batch.labels.length;
  const texts = new Int32Array(batch.texts.length * rows);
  const labels = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = row < real ? row : 0;
    batch.texts.forEach((column, i) => {
      texts[i * rows + row] = column[from]!;
    });
    labels[row] = batch.labels[from]!;
  }
  return { texts, labels, weights: new Float32Array(rows).fill(1, 0, real) };
}

/** The same as tensors. */
export function batchTensors(
  batch: Batch,
  rows: number,
  inputs: TrainingInputs,
  padId: number,
): BatchTensors {
  const { texts, labels, weights } = batchRows(batch, rows);
  const width = inputs.kind === 'features' ? inputs.dimensions : 0;
  return {
    texts:
      inputs.kind === 'features'
        ? [tf.tensor2d(featureRows(inputs, [texts]), [texts.length, width])]
        : packedTexts(inputs.tokens, texts, padId),
    labels: tf.tensor1d(labels),
    weights: tf.tensor1d(weights),
  };
}

/** Features of texts, row-major, one list after the other. */
export function featureRows(
  { features, dimensions }: { features: Float32Array; dimensions: number },
  lists: readonly Int32Array[],
): Float32Array {
  const values = new Float32Array(lists.reduce((sum, { length }) => sum + length, 0) * dimensions);
  let at = 0;
  for (const texts of lists)
    for (const text of texts) {
      values.set(features.subarray(text * dimensions, (text + 1) * dimensions), at);
      at += dimensions;
    }
  return values;
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
