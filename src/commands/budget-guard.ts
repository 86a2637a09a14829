import { FinetuneGateError, toError } from '../errors.ts';
import { formatSeconds } from './progress.ts';
import type { Stopwatch } from './stopwatch.ts';

/** A job stops by itself in time; one that has not by so much past the limit is ended from outside. */
const PATIENCE = { share: 0.01, least: 0.5, most: 2 } as const;

/**
 * Runs `work` under a wall-clock limit that holds even when the worker hangs.
 *
 * @param limit seconds since the stopwatch started; undefined for no limit
 * @param other ends the work for another limit; its reason is a `FinetuneGateError` BUDGET_EXCEEDED
 * @throws FinetuneGateError BUDGET_EXCEEDED when it had to be ended
 */
export async function withinBudget<T>(
  limit: number | undefined,
  watch: Stopwatch,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  other: AbortSignal = new AbortController().signal,
): Promise<T> {
  const late = new AbortController();
  const timer =
    limit === undefined ? undefined : setTimeout(() => late.abort(lateness(limit)), untilLate(limit, watch));
  try {
    return await work(AbortSignal.any([signal, late.signal, other]));
  } catch (thrown) {
    const ended = [late.signal, other].find(({ aborted }) => aborted);
    if (!ended || signal.aborted) throw thrown;
    const { code, message } = ended.reason as FinetuneGateError;
    const { code: how, details } = toError(thrown);
    throw new FinetuneGateError(code, message, { ...(how === 'INTERRUPTED' && { details }), cause: thrown });
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds; timers know no longer time than 2³¹ of them. */
function untilLate(limit: number, watch: Stopwatch): number {
  const patience = Math.min(PATIENCE.most, Math.max(PATIENCE.least, PATIENCE.share * limit));
  const seconds = Math.max(0, limit - watch.elapsed()) + patience;
  return Math.min(Math.ceil(seconds * 1000), 2 ** 31 - 1);
}

function lateness(limit: number): FinetuneGateError {
  return new FinetuneGateError(
    'BUDGET_EXCEEDED',
    `The run did not stop within its ${formatSeconds(limit)} of wall time.`,
  );
}
