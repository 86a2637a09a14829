import { FinetuneGateError } from '../errors.ts';

/** The wall-time budget as seen by a job: when to stop training so that evaluating and saving still fit. */
export class Deadline {
  readonly #end: number;

  /** @param secondsLeft undefined for no limit */
  constructor(secondsLeft: number | undefined) {
    this.#end = secondsLeft === undefined ? Number.POSITIVE_INFINITY : performance.now() + secondsLeft * 1000;
  }

  /** The deadline of what must leave `seconds` for what comes after it. */
  minus(seconds: number): Deadline {
    const left = this.left();
    return new Deadline(left === Number.POSITIVE_INFINITY ? undefined : left - seconds);
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
      throw new FinetuneGateError('BUDGET_EXCEEDED', `The wall-time budget was spent while ${phase}.`);
    }
  }
}
