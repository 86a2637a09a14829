import { FinetuneGateError } from '../errors.ts';

/** Throws what the signal was aborted with when that is one of our errors, else INTERRUPTED. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  if (signal.reason instanceof FinetuneGateError) throw signal.reason;
  throw new FinetuneGateError('INTERRUPTED', 'Reading the data was cancelled.', { cause: signal.reason });
}
