import type * as tf from '@tensorflow/tfjs-core';
import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { Tune } from './options.ts';
import { assertTunable } from './tuning.ts';

export interface TrainableVariable {
  /** Unique in the model. */
  readonly name: string;
  readonly variable: tf.Variable;
  /** Whether weight decay applies. */
  readonly decays: boolean;
}

/**
 * What training changes, in a fixed order: the head's variables; with `tune: all` also the encoder's and those of the
 * base's own dense modules; with `last` only the last layers' of the encoder's; with `lora` the adapters' instead of any
 * of the base's.
 *
 * @throws as `assertTunable` does; `INTERNAL` when adapters are to train and tuning was not started.
 */
export function trainable(model: EmbeddingModel, tune: Tune): TrainableVariable[] {
  assertTunable(model, tune);
  const named: [string, tf.Variable][] = [...encoderVariables(model, tune)];
  if (tune === 'all' || (typeof tune === 'object' && 'last' in tune)) named.push(...denseVariables(model));
  named.push(...headVariables(model));
  return named.map(([name, variable]) => ({ name, variable, decays: decays(name) }));
}

/** Every variable of the model, adapters included, under the name that `trainable` gives it. */
export function namedVariables(model: EmbeddingModel): Map<string, tf.Variable> {
  const { variables, transformer } = model.architecture;
  const adapters = transformer?.adapters.variables ?? [];
  return new Map([...variables, ...adapters, ...denseVariables(model), ...headVariables(model)]);
}

function encoderVariables({ architecture }: EmbeddingModel, tune: Tune): [string, tf.Variable][] {
  const { variables, transformer } = architecture;
  if (tune === 'head') return [];
  if (tune === 'all' || !transformer) return [...variables];
  if ('last' in tune) {
    const first = transformer.layers - tune.last;
    return [...variables].filter(([name]) => (transformer.layerOf(name) ?? -1) >= first);
  }
  const adapters = [...transformer.adapters.variables];
  if (adapters.length > 0) return adapters;
  throw new FinetuneGateError('INTERNAL', 'Adapters are to train, but there are none.');
}

function denseVariables({ modules }: EmbeddingModel): [string, tf.Variable][] {
  return modules.flatMap((module, i) =>
    module.kind === 'dense' ? prefixed(`modules.${i}`, module.dense.variables) : [],
  );
}

function headVariables({ head }: EmbeddingModel): [string, tf.Variable][] {
  return head ? prefixed('head', head.variables) : [];
}

/** Biases and layer norms are left alone, as is usual for BERT and as sentence-transformers does. */
function decays(name: string): boolean {
  return !name.endsWith('bias') && !/layer_?norm/i.test(name);
}

function prefixed(prefix: string, variables: ReadonlyMap<string, tf.Variable>): [string, tf.Variable][] {
  return [...variables].map(([name, variable]) => [`${prefix}.${name}`, variable]);
}
