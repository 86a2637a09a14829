import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Probabilities below this are not drawn: a 32-bit random number would not meet them. */
const LEAST = 2 ** -40;

/**
 * Draws from a Poisson distribution, a few nanoseconds each: the inverse of its cumulative distribution, looked up from
 * a guide table (Chen and Asau, AIIE Transactions 6:163-166, 1974).
 */
export class Poisson {
  readonly #first: number;
  readonly #cumulative: Float64Array;
  readonly #guide: Int32Array;

  /** @param mean positive */
  constructor(mean: number) {
    const { first, pmf } = window(mean);
    this.#first = first;
    let sum = 0;
    this.#cumulative = Float64Array.from(pmf, p => {
      sum += p;
      return sum;
    });
    // What was cut off, and rounding, go to the last value.
    this.#cumulative[pmf.length - 1] = 1;
    let at = 0;
    this.#guide = Int32Array.from({ length: pmf.length }, (_, i) => {
      while (this.#cumulative[at]! <= i / pmf.length) at++;
      return at;
    });
  }

  draw(generator: RandomGenerator): number {
    const u = (generator.next() >>> 0) * 2 ** -32;
    let at = this.#guide[Math.floor(u * this.#guide.length)]!;
    while (this.#cumulative[at]! <= u) at++;
    return this.#first + at;
  }
}

/** The probabilities around the mode, from the first that is not negligible to the last. */
function window(mean: number): { first: number; pmf: number[] } {
  const mode = Math.floor(mean);
  // Relative to the mode's; what they sum to is what they are divided by.
  const above: number[] = [1];
  for (let k = mode + 1, p = mean / k; p > LEAST; k++, p *= mean / k) above.push(p);
  const below: number[] = [];
  for (let k = mode, p = k / mean; k > 0 && p > LEAST; k--, p *= k / mean) below.push(p);
  const relative = [...below.reverse(), ...above];
  const total = relative.reduce((sum, p) => sum + p, 0);
  return { first: mode - below.length, pmf: relative.map(p => p / total) };
}
