import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../gather-rows.ts';
import type { TensorData } from '../safetensors.ts';
import { pickStaticTensors } from '../static-tensors.ts';
import { variable } from '../weights.ts';
import type { Architecture } from './architecture.ts';

export interface StaticEmbedding extends Architecture {
  readonly name: 'static';
  readonly frozen: ReadonlyMap<string, tf.Variable>;
}

/**
 * Static embeddings: a token's embedding is its row of one table. With Model2Vec's quantized vocabulary, `mapping` says
 * which row that is, and `weights` what it is multiplied with; both stay as they are when the table is trained.
 *
 * Source: `StaticModel` of github.com/MinishLab/model2vec and `StaticEmbedding` of sentence-transformers.
 *
 * @throws `MODEL_INVALID` when the tensors do not fit each other or a vocabulary of that many words.
 */
export function staticEmbedding(
  tensors: ReadonlyMap<string, TensorData>,
  vocabulary: number,
  file: string,
): StaticEmbedding {
  const { name, table, weights, mapping } = pickStaticTensors(tensors, vocabulary, file);
  const rows = variable(table.values, table.shape);
  const weightOf = weights && constant(weights, 'float32');
  const rowOf = mapping && constant(mapping, 'int32');
  const frozen = new Map<string, tf.Variable>();
  if (weightOf) frozen.set('weights', weightOf);
  if (rowOf) frozen.set('mapping', rowOf);
  return {
    name: 'static',
    hidden: table.shape[1]!,
    variables: new Map([[name, rows]]),
    frozen,
    tokenEmbeddings: ([ids]) =>
      tf.tidy(() => {
        const words = tf.reshape(ids, [ids.size]) as tf.Tensor1D;
        const own = gatherRows(
          rows as unknown as tf.Tensor2D,
          rowOf ? (tf.gather(rowOf, words) as tf.Tensor1D) : words,
        );
        return weightOf ? tf.mul(own, tf.expandDims(tf.gather(weightOf, words), 1)) : own;
      }),
  };
}

/** A variable, so that it stays on the device between runs, but none that is trained. */
function constant({ values, shape }: TensorData, dtype: 'float32' | 'int32'): tf.Variable {
  const initial = tf.tensor(dtype === 'int32' ? Int32Array.from(values) : values, [...shape], dtype);
  const created = tf.variable(initial, false);
  initial.dispose();
  return created;
}
