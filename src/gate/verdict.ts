import type { Interval } from '../evaluation/types.ts';

export type RuleState = 'holds' | 'broken' | 'inconclusive';

/** One rule's outcome, in numbers and in a sentence that a reviewer understands. */
export interface RuleOutcome {
  /** The rule as written. */
  readonly rule: string;
  readonly state: RuleState;
  readonly expected: string;
  readonly actual: string;
  readonly interval?: Interval;
  readonly pValue?: number;
  /** Of several rules that test: the p-value after Holm's adjustment, which is what decides. */
  readonly adjustedPValue?: number;
  /** Test pairs or queries that it is about; 0 where it is about none, as a cost. */
  readonly n: number;
  /** About how many more test pairs like these would settle an inconclusive rule; absent where none would. */
  readonly morePairs?: number;
  /** It holds only because its baseline is not there yet. */
  readonly unopposed?: true;
  readonly sentence: string;
}

/** The limits of `budget`. */
export type BudgetName = 'wall_time' | 'gpu_time' | 'cost' | 'memory' | 'examples' | 'provider_cost';

/** Seconds, bytes, training examples, or money in whatever currency was configured. */
export type BudgetUnit = 's' | 'bytes' | 'examples' | 'price';

/** What a whole run will take, as foreseen while it ran; it lies between `low` and `high` in about 19 of 20 cases. */
export interface Forecast {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** One hard limit of the budget: what it allows, what was spent, and what the run foresaw early on, all in `unit`. */
export interface BudgetOutcome {
  readonly name: BudgetName;
  readonly unit: BudgetUnit;
  readonly limit: number;
  readonly spent: number;
  readonly exceeded: boolean;
  /** Of limits that time runs up to: the first forecast, or the one that ended the run. */
  readonly forecast?: Forecast;
}

/** `pass` and `fail` judge the model; `budget` means a hard limit was missed, `error` that nothing could be judged. */
export type VerdictOutcome = 'pass' | 'fail' | 'budget' | 'error';

export interface Verdict {
  readonly outcome: VerdictOutcome;
  /** One sentence with the reason that decided. */
  readonly sentence: string;
  readonly rules: readonly RuleOutcome[];
  readonly budget: readonly BudgetOutcome[];
  /** Counts of data faults that fail the run by themselves: of findings by kind, and of test pairs dropped or relabelled; `test_unverified` is 1. */
  readonly data: Readonly<Record<string, number>>;
}
