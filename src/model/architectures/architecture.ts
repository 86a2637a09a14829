import type * as tf from '@tensorflow/tfjs-core';

/** An encoder of tokens. Its variables keep the names and the [out, in] layout of the published checkpoint. */
export interface Architecture {
  readonly name: 'bert' | 'static';
  /** Width of a token's embedding. */
  readonly hidden: number;
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** Ids (int32 [B, T]) and mask (float32 [B, T], 1 for real tokens) → [B, T, hidden]. */
  tokenEmbeddings(ids: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor3D;
}
