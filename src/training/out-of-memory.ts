import { FinetuneGateError } from '../errors.ts';

export function isOutOfMemory(error: unknown): error is FinetuneGateError {
  return error instanceof FinetuneGateError && error.code === 'ENGINE_OUT_OF_MEMORY';
}

/**
 * The pairs to compute at once after `error` ended a step with `pairs` of them: half as many.
 *
 * @throws `ENGINE_OUT_OF_MEMORY` when there was but one; `error` itself when it is about anything but memory.
 */
export function pairsAfter(error: unknown, pairs: number): number {
  if (!isOutOfMemory(error)) throw error;
  if (pairs > 1) return Math.ceil(pairs / 2);
  throw new FinetuneGateError(
    'ENGINE_OUT_OF_MEMORY',
    'Out of memory while training, even with 1 pair at once.',
    {
      remedy:
        'Lower `model.max_length` or `train.batch_size`, set `train.tune: head`, choose a smaller base model, ' +
        'or run on a machine with more memory.',
      details: [error.message],
      cause: error,
    },
  );
}
