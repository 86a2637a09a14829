import type * as tf from '@tensorflow/tfjs-core';
import type { Dense } from './dense.ts';
import { normalize, type PoolingMode, pool } from './pooling.ts';

/** A module after the encoder. `implied` marks what the folder does not list: a static embedding takes the mean. */
export type Module =
  | { readonly kind: 'pooling'; readonly mode: PoolingMode; readonly implied: boolean }
  | { readonly kind: 'dense'; readonly dense: Dense }
  | { readonly kind: 'normalize' };

/** Runs pooling, then the modules after it: tokens [B, T, H] and mask [B, T] → [B, D]. */
export function applyModules(
  modules: readonly Module[],
  tokens: tf.Tensor3D,
  mask: tf.Tensor2D,
): tf.Tensor2D {
  const [first, ...rest] = modules;
  if (first?.kind !== 'pooling') throw new Error('the first module is always pooling');
  let x = pool(first.mode, tokens, mask);
  for (const module of rest) {
    if (module.kind === 'dense') x = module.dense.apply(x);
    else if (module.kind === 'normalize') x = normalize(x);
  }
  return x;
}
