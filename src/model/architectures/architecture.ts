import type * as tf from '@tensorflow/tfjs-core';
import type { Adapters } from '../adapters.ts';
import type { TokenTensors } from '../token-batch.ts';
import type { TransformerForm } from './form.ts';

/** An encoder of tokens. Its variables keep the names and the [out, in] layout of the published checkpoint. */
export interface Architecture {
  readonly name: TransformerForm['name'] | 'static' | 'provider';
  /** Width of a token's embedding. */
  readonly hidden: number;
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** What transformers have, and static embeddings have not. */
  readonly transformer?: TransformerPart;
  /** What no training changes, by its published name. */
  readonly frozen?: ReadonlyMap<string, tf.Variable>;
  /** Of every place of a batch of R rows of W: [R·W, hidden]. What stands where no token is means nothing. */
  tokenEmbeddings(tokens: TokenTensors): tf.Tensor2D;
}

export interface TransformerPart {
  readonly form: TransformerForm;
  readonly layers: number;
  /** The layer, from 0, that a variable belongs to; null for the embeddings and for what all layers share. */
  layerOf(name: string): number | null;
  /** Low-rank adapters of each layer's query and value; there are none until they are added. */
  readonly adapters: Adapters;
  /** What config.json calls the bare encoder. */
  readonly className: string;
  /** What a checkpoint that was saved with a task's head puts before each name, such as `bert`. */
  readonly prefix: string;
}
