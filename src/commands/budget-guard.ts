import { FinetuneGateError } from '../errors.ts';
import { formatSeconds } from './progress.ts';
import type { Stopwatch } from './stopwatch.ts';

/** A job stops by itself in time; one that has not by this many seconds past the limit is ended from outside. */
const PATIENCE_SECONDS = 2;

/**
 * Runs `work` under a wall-clock limit that holds even when the worker hangs.
 *
 * @param limit seconds since the stopwatch started; undefined for no limit
 * @param patience seconds past the limit
 * @throws FinetuneGateError BUDGET_EXCEEDED when it had to be ended
 */
export async function withinBudget<T>(
  limit: number | undefined,
  watch: Stopwatch,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  patience = PATIENCE_SECONDS,
): Promise<T> {
  if (limit === undefined) return work(signal);
  const seconds = Math.max(0, limit - watch.elapsed()) + patience;
  const late = AbortSignal.timeout(Math.min(Math.ceil(seconds * 1000), 2 ** 31 - 1));
  try {
    return await work(AbortSignal.any([signal, late]));
  } catch (thrown) {
    if (!late.aborted || signal.aborted) throw thrown;
    throw new FinetuneGateError(
      'BUDGET_EXCEEDED',
      `The run did not stop within its ${formatSeconds(limit)} of wall time.`,
      {
        cause: thrown,
      },
    );
  }
}
