import type { Deadline } from './deadline.ts';
import type { Emit } from './job.ts';
import type { RunBudget } from './run-budget.ts';
import type { Stopwatch } from './stopwatch.ts';

/** What every step of a trial shares. */
export interface TrialContext {
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly watch: Stopwatch;
  readonly deadline: Deadline;
  /** Of a run that is judged by one. */
  readonly budget?: RunBudget;
}
