/** One round of successive halving. */
export interface Rung {
  /** How many trials it has. */
  readonly trials: number;
  /** Examples or epochs of each. */
  readonly resource: number;
}

export interface HalvingOptions {
  /** Of the first rung. */
  readonly trials: number;
  /** The least and the most that a trial may have of the resource, whole numbers. */
  readonly least: number;
  readonly most: number;
  /** One of so many trials goes on, with so many times the resource. */
  readonly eta: number;
}

/**
 * The rounds of successive halving: the first has every trial and the least resource, each one after it one of `eta` of
 * the trials and `eta` times the resource, and the last the most of it. There are as many rounds as trials and resource
 * have room for; of several that whole numbers make the same, the one with the most trials.
 *
 * Source: Jamieson, Talwalkar, 2016, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", with the
 * rounds' sizes by a factor as in Li et al., 2018, "Hyperband".
 */
export function rungs({ trials, least, most, eta }: HalvingOptions): Rung[] {
  const rounds = Math.min(powers(trials, eta), powers(most / least, eta));
  const all = Array.from({ length: rounds + 1 }, (_, rung) => ({
    trials: Math.max(1, Math.floor(trials / eta ** rung + EPSILON)),
    resource: Math.max(least, Math.round(most / eta ** (rounds - rung))),
  }));
  return all.filter(({ resource }, rung) => resource !== all[rung - 1]?.resource);
}

/** The items with the highest scores, in their own order; of equal ones the earlier. */
export function survivors<T>(items: readonly T[], count: number, score: (item: T) => number): T[] {
  const best = new Set(items.toSorted((a, b) => score(b) - score(a)).slice(0, count));
  return items.filter(item => best.has(item));
}

/** Logarithms of whole powers come out a little below them. */
const EPSILON = 1e-9;

/** How many times a number can be divided before it is below 1. */
const powers = (number: number, base: number): number =>
  Math.max(0, Math.floor(Math.log(number) / Math.log(base) + EPSILON));
