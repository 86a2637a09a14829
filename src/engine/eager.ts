import * as tf from '@tensorflow/tfjs-core';
// tfjs' package root registers no gradients.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { Engine, EngineInfo } from './engine.ts';
import { floatsOnly } from './precision.ts';

/** An engine that computes each operation as it is called, on the tfjs backend that is current. */
export function eagerEngine(info: EngineInfo): Engine {
  return {
    info,
    compile(fn, { int8 } = {}) {
      if (int8?.size) throw floatsOnly(`The engine ${info.name}`);
      return async (...inputs) => tf.tidy(() => fn(...inputs));
    },
    dispose() {},
  };
}
