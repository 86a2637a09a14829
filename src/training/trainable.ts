import type * as tf from '@tensorflow/tfjs-core';
import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { TrainOptions } from './options.ts';

export interface TrainableVariable {
  /** Unique in the model. */
  readonly name: string;
  readonly variable: tf.Variable;
  /** Whether weight decay applies. */
  readonly decays: boolean;
}

/**
 * What training changes, in a fixed order: the head's variables, or with `tune: all` also the encoder's and those of the
 * base's own dense modules.
 *
 * @throws `CONFIG_INVALID` when only the head is to train and there is none.
 */
export function trainable(model: EmbeddingModel, tune: TrainOptions['tune']): TrainableVariable[] {
  const named: [string, tf.Variable][] = [];
  if (tune === 'all') {
    named.push(...model.architecture.variables);
    for (const [i, module] of model.modules.entries())
      if (module.kind === 'dense') named.push(...prefixed(`modules.${i}`, module.dense.variables));
  }
  if (model.head) named.push(...prefixed('head', model.head.variables));
  if (named.length === 0)
    throw new FinetuneGateError('CONFIG_INVALID', 'train.tune is head, but the model has no head.', {
      remedy: 'Set `model.dimensions` for a new head, or `train.tune: all`.',
    });
  return named.map(([name, variable]) => ({ name, variable, decays: decays(name) }));
}

/** Biases and layer norms are left alone, as is usual for BERT and as sentence-transformers does. */
function decays(name: string): boolean {
  return !name.endsWith('bias') && !name.toLowerCase().includes('layernorm');
}

function prefixed(prefix: string, variables: ReadonlyMap<string, tf.Variable>): [string, tf.Variable][] {
  return [...variables].map(([name, variable]) => [`${prefix}.${name}`, variable]);
}
