import * as tf from '@tensorflow/tfjs-core';
import { FinetuneGateError } from '../../errors.ts';
import { gatherRows } from '../gather-rows.ts';
import type { TensorData } from '../safetensors.ts';
import { pickVariables } from '../weights.ts';
import type { Architecture } from './architecture.ts';

/** What Model2Vec calls the table, and what sentence-transformers' StaticEmbedding does. */
export const STATIC_TABLES = ['embeddings', 'embedding.weight'] as const;

/**
 * Static embeddings: a token's embedding is its row of one table. Unknown words have a row too and count in the mean,
 * as in sentence-transformers' StaticEmbedding; the model2vec package leaves them out.
 *
 * @throws `MODEL_INVALID` without a table, `MODEL_UNSUPPORTED` for Model2Vec's quantized vocabularies.
 */
export function staticEmbedding(tensors: ReadonlyMap<string, TensorData>, file: string): Architecture {
  const name = STATIC_TABLES.find(candidate => tensors.has(candidate));
  const shape = name && tensors.get(name)?.shape;
  if (!name || shape?.length !== 2 || shape.includes(0)) {
    const actual = shape ? `it is [${shape}]` : 'it is missing';
    throw new FinetuneGateError(
      'MODEL_INVALID',
      `Tensor ${name ?? STATIC_TABLES[0]}: expected [words, dimensions], ${actual}.`,
      {
        place: { file },
      },
    );
  }
  const variables = pickVariables(tensors, new Map([[name, shape]]), file);
  const table = variables.get(name) as unknown as tf.Tensor2D;
  const hidden = shape[1]!;
  return {
    name: 'static',
    hidden,
    variables,
    tokenEmbeddings: ([ids]) => tf.tidy(() => gatherRows(table, tf.reshape(ids, [ids.size]))),
  };
}
