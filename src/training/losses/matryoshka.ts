import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';
import { unitRows } from './unit-rows.ts';

/**
 * The sum of a loss over embeddings cut to each of `dimensions`, so that the first numbers of an embedding are an
 * embedding of their own. sentence-transformers' `MatryoshkaLoss` with its default weights of 1, after A. Kusupati et
 * al., "Matryoshka Representation Learning", 2022. It scales what it cuts to unit length, which only a loss that
 * looks at lengths can tell: `unit` says so.
 */
export function matryoshka(loss: Loss, dimensions: readonly number[], unit: boolean): Loss {
  // In one order, so that the sum does not depend on how the list was written.
  const descending = [...dimensions].sort((a, b) => b - a);
  return (embeddings, labels, weights) => {
    const losses = descending.map(size => {
      const parts = embeddings.map(whole => cut(whole, size));
      return loss(unit ? parts.map(unitRows) : parts, labels, weights);
    });
    return (losses.length === 1 ? losses[0]! : tf.addN(losses)) as tf.Scalar;
  };
}

function cut(whole: tf.Tensor2D, size: number): tf.Tensor2D {
  const [rows, columns] = whole.shape;
  return size === columns ? whole : tf.slice(whole, [0, 0], [rows, size]);
}
