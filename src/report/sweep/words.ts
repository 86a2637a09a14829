import { count, duration, plural } from '../format.ts';
import type { SweepSummary } from '../sweep-summary.ts';

// What every face of a sweep says in the same words. Nothing here is untrusted.

const STRATEGIES = {
  grid: 'every combination',
  random: 'drawn at random',
  halving: 'successive halving',
} as const;

/** `36 trials (every combination) of 2 base models`. */
export const sizeWords = ({ trials, bases, strategy }: SweepSummary): string =>
  `${plural(trials.length, 'trial')} (${STRATEGIES[strategy]}) of ${plural(bases.length, 'base model')}`;

/** `12,000 texts went through a base model, instead of 2,304,000: 192 times fewer`. */
export function passesWords({ encoderPasses: { done, everyEpoch } }: SweepSummary): string {
  const times = done > 0 ? everyEpoch / done : 0;
  const fewer = times >= 1.05 ? `: ${Number(times.toPrecision(times < 10 ? 2 : 3))} times fewer` : '';
  return `${plural(done, 'text')} went through a base model, instead of ${count(everyEpoch)} by encoding every epoch of every trial${fewer}`;
}

/** How long everything took, and its parts; jobs that ran beside each other, or before, are no part of it. */
export function timeWords({ times: { encode, heads, total } }: SweepSummary): string {
  const parts = `encoding ${duration(encode)}, training ${duration(heads)}`;
  return encode + heads > total
    ? `${duration(total)}, and in the jobs before: ${parts}`
    : `${duration(total)} (${parts})`;
}

/** What was encoded now and what was there already. */
export function textWords({ cost }: SweepSummary): string {
  const found = cost.textsFound > 0 ? `; ${count(cost.textsFound)} more were found in the cache` : '';
  return `${count(cost.textsEncoded)} (${count(cost.tokensEncoded)} tokens)${found}`;
}
