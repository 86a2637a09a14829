import type { Evaluation, TestPairs } from '../evaluation/types.ts';
import type { FlipsSummary } from '../report/measures.ts';
import type { Decision } from './bar-decisions.ts';
import { wholePair } from './pair-rows.ts';

const SHOWN = 50;

/** The judged pairs that bar and candidate decide differently. */
export function flipsSummary(
  baseline: string,
  bar: Decision,
  candidate: Evaluation,
  test: TestPairs,
): FlipsSummary {
  const flips: { pair: number; now: 'right' | 'wrong'; margin: number }[] = [];
  for (const [pair, right] of candidate.correct.entries()) {
    const before = bar(pair);
    if (before === undefined || before === right) continue;
    const margin = Math.abs(candidate.scores[pair]! - candidate.threshold);
    flips.push({ pair, now: right ? 'right' : 'wrong', margin });
  }
  const broken = flips.filter(({ now }) => now === 'wrong').length;
  flips.sort((a, b) =>
    a.now === b.now ? b.margin - a.margin || a.pair - b.pair : a.now === 'wrong' ? -1 : 1,
  );
  return {
    baseline,
    fixed: flips.length - broken,
    broken,
    examples: flips.slice(0, SHOWN).map(({ pair, now, margin }) => ({
      ...wholePair(test, pair),
      score: candidate.scores[pair]!,
      margin,
      now,
    })),
  };
}
