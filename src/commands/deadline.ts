import { FinetuneGateError } from '../errors.ts';

/** A limit that time runs up to. */
export type TimeLimit = 'wall_time' | 'gpu_time' | 'cost';

const BUDGETS: Readonly<Record<TimeLimit, string>> = {
  wall_time: 'wall-time budget',
  gpu_time: 'GPU-time budget',
  cost: 'cost budget',
};

/** The budget of time as seen by a job: when to stop training so that evaluating and saving still fit. */
export class Deadline {
  readonly #end: number;
  /** Which limit it is of. */
  readonly name: TimeLimit;

  /** @param secondsLeft undefined for no limit */
  constructor(secondsLeft: number | undefined, name: TimeLimit = 'wall_time') {
    this.name = name;
    this.#end = secondsLeft === undefined ? Number.POSITIVE_INFINITY : performance.now() + secondsLeft * 1000;
  }

  /** The deadline of what must leave `seconds` for what comes after it. */
  minus(seconds: number): Deadline {
    const left = this.left();
    return new Deadline(left === Number.POSITIVE_INFINITY ? undefined : left - seconds, this.name);
  }

  /** This one, or another limit where that comes first. */
  or(secondsLeft: number | undefined, name: TimeLimit): Deadline {
    return secondsLeft !== undefined && secondsLeft < this.left() ? new Deadline(secondsLeft, name) : this;
  }

  /** Seconds left; infinite without a limit. */
  left(): number {
    return (this.#end - performance.now()) / 1000;
  }

  /** Aborts when that share of what is left now is over; never without a limit. */
  share(share: number): AbortSignal {
    const milliseconds = Math.floor(share * Math.max(0, this.left()) * 1000);
    // Timers know no longer time than this, which is 24 days.
    return milliseconds < 2 ** 31 ? AbortSignal.timeout(milliseconds) : new AbortController().signal;
  }

  /** @throws FinetuneGateError BUDGET_EXCEEDED when nothing is left before there is anything to judge */
  assertLeft(phase: string): void {
    if (this.left() <= 0) {
      throw new FinetuneGateError('BUDGET_EXCEEDED', `The ${BUDGETS[this.name]} was spent while ${phase}.`);
    }
  }
}
