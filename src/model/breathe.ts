import { setImmediate } from 'node:timers/promises';
import { FinetuneGateError } from '../errors.ts';

/**
 * Lets signals and messages in, then stops if one asked for it.
 *
 * @throws `INTERRUPTED`, or the signal's own reason where that is one of our errors
 */
export async function breathe(signal: AbortSignal | undefined, what = 'Encoding'): Promise<void> {
  await setImmediate();
  if (!signal?.aborted) return;
  throw signal.reason instanceof FinetuneGateError
    ? signal.reason
    : new FinetuneGateError('INTERRUPTED', `${what} was stopped.`, { cause: signal.reason });
}
