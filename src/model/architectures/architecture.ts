import type * as tf from '@tensorflow/tfjs-core';
import type { TokenTensors } from '../token-batch.ts';

/** An encoder of tokens. Its variables keep the names and the [out, in] layout of the published checkpoint. */
export interface Architecture {
  readonly name: 'bert' | 'static';
  /** Width of a token's embedding. */
  readonly hidden: number;
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** What no training changes, by its published name. */
  readonly frozen?: ReadonlyMap<string, tf.Variable>;
  /** Of every place of a batch of R rows of W: [R·W, hidden]. What stands where no token is means nothing. */
  tokenEmbeddings(tokens: TokenTensors): tf.Tensor2D;
}
