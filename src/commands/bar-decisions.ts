import type { Baseline } from '../evaluation/types.ts';

/** Whether a baseline decided a judged pair rightly; undefined where it did not decide it. */
export type Decision = (pair: number) => boolean | undefined;

/** The decisions of a baseline on the judged pairs; undefined of one that has none. */
export function decisionsOf(baseline: Baseline | undefined): Decision | undefined {
  if (baseline?.kind === 'model') return pair => baseline.evaluation.correct[pair];
  if (baseline?.kind !== 'record') return undefined;
  const correct = new Map(Array.from(baseline.pairs, (pair, i) => [pair, baseline.correct[i] === 1]));
  return pair => correct.get(pair);
}
