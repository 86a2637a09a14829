import { apartFrom, count, shown, styleOf } from '../gate/format.ts';

const STYLE = styleOf('error_rate');

/** What a curve is asked. */
export interface Asked {
  /** An error rate. */
  readonly target: number;
  /** Examples of the largest trial. */
  readonly largest: number;
  /** The fewest examples of which the mean error rate is at most the target, where any is. */
  readonly met?: number;
}

/** Two digits are as good as the guess is. */
function about(n: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return count(Math.round(n / unit) * unit);
}

const rateOf = ({ target }: Asked): string => `an error rate of ${shown(target, STYLE)}`;

const metWords = (asked: Asked): string =>
  asked.met === undefined ? '' : `; with ${count(asked.met)} it was met`;

export const fewWords = (asked: Asked, sizes: number, least: number): string =>
  `How many examples ${rateOf(asked)} needs cannot be told from ${count(sizes)} ${sizes === 1 ? 'size' : 'different sizes'}: a curve takes at least ${least}${metWords(asked)}.`;

export const flatWords = (asked: Asked): string =>
  `How many examples ${rateOf(asked)} needs cannot be told: among the sizes tried, the error rate does not fall by more than chance${metWords(asked)}.`;

/** @param from the least that the interval lets the target be met with, where it does */
export const floorWords = (asked: Asked, floor: number, from?: number): string => {
  const level = `the curve levels off at ${apartFrom(asked.target, floor, STYLE)}`;
  return from === undefined
    ? `More examples alone are not expected to give ${rateOf(asked)}: ${level}${metWords(asked)}.`
    : `Whether more examples give ${rateOf(asked)} cannot be told: ${level}, but within its uncertainty it may be met from about ${about(from)} on${metWords(asked)}.`;
};

export const reachWords = (asked: Asked, reach: number, atLeast?: number): string =>
  `How many examples ${rateOf(asked)} needs cannot be told: by the curve more than ${reach} times the ${count(asked.largest)} of the largest trial${atLeast === undefined ? '' : `, and at the least about ${about(atLeast)}`}${metWords(asked)}.`;

export function neededWords(
  asked: Asked,
  { examples, low, high }: { readonly examples: number; readonly low: number; readonly high: number | null },
  smallest: number,
): string {
  const { target, largest } = asked;
  const rate = `An error rate of ${shown(target, STYLE)}`;
  if (examples <= smallest) {
    return `${rate} is met with the fewest examples tried, ${count(smallest)}, by the curve${high === null || high > smallest ? `; 95 % interval up to ${high === null ? 'more than can be told' : about(high)}` : ''}.`;
  }
  const interval =
    high === null
      ? `95 % interval: at least ${about(low)}, and no upper end that can be told`
      : `95 % interval ${about(low)} to ${about(high)}`;
  if (examples <= largest) {
    return `${rate} is met with about ${about(examples)} examples (${interval}); the largest trial has ${count(largest)}.`;
  }
  return `${rate} needs about ${about(examples)} examples (${interval}): ${about(examples - largest)} more than the ${count(largest)} of the largest trial.`;
}
