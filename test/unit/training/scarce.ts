import type { Engine } from '../../../src/engine/engine.ts';
import type { ErrorCode } from '../../../src/error-codes.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';

/** How many pairs' activations the device holds; a test may change it between steps. */
export interface Memory {
  pairs: number;
  /** Texts of an example; two unless given. */
  readonly columns?: number;
  /** Pairs of every attempt to embed a batch or a part of one. */
  readonly attempts: number[];
}

/** The model on a device of little memory: embedding too many pairs at once fails as a compiled function does. */
export function onScarceDevice(model: EmbeddingModel, memory: Memory): EmbeddingModel {
  return {
    ...model,
    applyHead(x) {
      const pairs = x.shape[0]! / (memory.columns ?? 2);
      memory.attempts.push(pairs);
      if (pairs > memory.pairs) throw new FinetuneGateError('ENGINE_OUT_OF_MEMORY', `no room for ${pairs}`);
      return model.applyHead(x);
    },
  } as EmbeddingModel;
}

/** An engine whose compiled calls of the given numbers, counted from 1 over all functions, fail before they begin. */
export function failingCalls(engine: Engine, code: ErrorCode, calls: readonly number[]): Engine {
  let call = 0;
  return {
    ...engine,
    compile(fn) {
      const compiled = engine.compile(fn);
      return async (...inputs) => {
        call++;
        if (calls.includes(call)) throw new FinetuneGateError(code, `call ${call}`);
        return compiled(...inputs);
      };
    },
  };
}
