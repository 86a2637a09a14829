import * as tf from '@tensorflow/tfjs-core';

/**
 * Rows of a table: table [V, H], ids int32 [N] → [N, H].
 *
 * The gradient adds each row where it came from, in one pass over N rows. That of `tf.gather` goes through
 * `unsortedSegmentSum`, which visits all V rows for all N ids on some backends.
 */
export function gatherRows(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  const [rows, width] = table.shape;
  const lookup = tf.customGrad((...inputs) => {
    const [from, save] = inputs as unknown as [tf.Tensor2D, tf.GradSaveFunc];
    save([ids]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.scatterND(tf.reshape(saved[0] as tf.Tensor1D, [-1, 1]), dy, [rows, width]);
    return { value: tf.gather(from, ids), gradFunc };
  });
  return lookup(table) as tf.Tensor2D;
}
