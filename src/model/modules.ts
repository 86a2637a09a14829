import type * as tf from '@tensorflow/tfjs-core';
import type { Dense } from './dense.ts';
import { normalize, type PoolingMode, pool } from './pooling.ts';
import type { TokenTensors } from './token-batch.ts';

/** A module after the encoder. `implied` marks what the folder does not list: a static embedding takes the mean. */
export type Module =
  | { readonly kind: 'pooling'; readonly mode: PoolingMode; readonly implied: boolean }
  | { readonly kind: 'dense'; readonly dense: Dense }
  | { readonly kind: 'normalize' };

/** All of a model's modules after the encoder, its own head last. */
export function modulesWithHead(modules: readonly Module[], head: Dense | null): readonly Module[] {
  return head ? [...modules, { kind: 'dense', dense: head }] : modules;
}

/** Runs pooling, then the modules after it: embeddings [R·W, H] of the places of `tokens` → [B, D]. */
export function applyModules(
  modules: readonly Module[],
  embeddings: tf.Tensor2D,
  tokens: TokenTensors,
): tf.Tensor2D {
  const [first, ...rest] = modules;
  if (first?.kind !== 'pooling') throw new Error('the first module is always pooling');
  let x = pool(first.mode, embeddings, tokens);
  for (const module of rest) {
    if (module.kind === 'dense') x = module.dense.apply(x);
    else if (module.kind === 'normalize') x = normalize(x);
  }
  return x;
}
