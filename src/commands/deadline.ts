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

  /** @throws FinetuneGateError BUDGET_EXCEEDED when nothing is left before there is anything to judge */
  assertLeft(phase: string): void {
    if (this.left() <= 0) {
      throw new FinetuneGateError('BUDGET_EXCEEDED', `The wall-time budget was spent while ${phase}.`);
    }
  }
}
