import type { Forecast } from './verdict.ts';

/** Something still to be done: how long it is likely to take, and the standard deviation of that, in seconds. */
export interface Work {
  readonly seconds: number;
  readonly deviation: number;
}

/** How far the pace of a machine wanders that others use as well, as a share of what is left. */
const DRIFT = 0.06;

/** Two standard deviations: 19 of 20 cases where errors are normal. */
const SIGMAS = 2;

/** So many calls come first that compile, fill caches and wake the device. */
const WARM_UP = 2;

/**
 * The seconds that a whole run takes: those gone by, and those of the works that are left, whose errors are independent
 * of each other.
 */
export function forecast(elapsed: number, works: readonly Work[]): Forecast {
  const estimate = works.reduce((sum, { seconds }) => sum + seconds, elapsed);
  const deviation = Math.sqrt(works.reduce((sum, work) => sum + work.deviation ** 2, 0));
  return {
    estimate,
    low: Math.max(elapsed, estimate - SIGMAS * deviation),
    high: estimate + SIGMAS * deviation,
  };
}

/** A guess, known to a share of itself. */
export function guess(seconds: number, share = 0.5): Work {
  return { seconds, deviation: seconds * share };
}

/** The same work so many times over, each time with the same error. */
export function times(count: number, { seconds, deviation }: Work): Work {
  return { seconds: count * seconds, deviation: count * deviation };
}

/** Works as one whose errors go together. */
export function together(...works: readonly Work[]): Work {
  const sum = (key: keyof Work) => works.reduce((total, work) => total + work[key], 0);
  return { seconds: sum('seconds'), deviation: sum('deviation') };
}

/**
 * Learns what a unit of some work takes from calls that each did a few of them, such as four steps. The first calls do
 * not count, nor does what compiled a graph: that is done once.
 */
export class Pace {
  #discarded = 0;
  #calls = 0;
  #units = 0;
  #seconds = 0;
  #squares = 0;
  /** Seconds of calls beyond what their units would take: compilation and warm-up. */
  #once = 0;

  /** @param once whether the call did something that no later one does, e.g. compiled */
  add(units: number, seconds: number, once = false): void {
    if (once || this.#discarded < WARM_UP) {
      this.#discarded++;
      this.#once += seconds;
      return;
    }
    this.#calls++;
    this.#units += units;
    this.#seconds += seconds;
    this.#squares += seconds ** 2 / units;
  }

  /** Calls that count. */
  get calls(): number {
    return this.#calls;
  }

  /** Seconds of the calls that count. */
  get seconds(): number {
    return this.#seconds;
  }

  /** Seconds of one unit; 0 before any is known. */
  get mean(): number {
    return this.#units === 0 ? 0 : this.#seconds / this.#units;
  }

  /** Seconds that the calls took that do not count. */
  get once(): number {
    return this.#once;
  }

  /**
   * So many further units. The rate is a ratio of sums, seconds over units; its variance is that of the calls' residuals
   * (Cochran, Sampling Techniques, §6.4), to which the units' own scatter and the machine's drift are added.
   */
  work(units: number): Work {
    const { mean } = this;
    const seconds = units * mean;
    if (this.#calls < 2) return { seconds, deviation: 0.5 * seconds };
    // Of one unit: the calls' squared residuals, each over its units.
    const residual = Math.max(0, this.#squares - this.#units * mean ** 2) / (this.#calls - 1);
    const variance = residual * units + (residual / this.#units) * units ** 2 + (DRIFT * seconds) ** 2;
    return { seconds, deviation: Math.sqrt(variance) };
  }
}
