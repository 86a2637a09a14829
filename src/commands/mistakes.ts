import type { Pair } from '../data/pair.ts';
import type { Evaluation } from '../evaluation/types.ts';
import type { Mistake } from '../report/result.ts';

/** The wrong decisions furthest from the threshold, the most confident first: where the labels or the model are worst. */
export function confidentMistakes(test: readonly Pair[], evaluation: Evaluation, limit = 25): Mistake[] {
  return test
    .flatMap((pair, i) => {
      if (evaluation.correct[i]) return [];
      const score = evaluation.scores[i] ?? 0;
      return [{ ...pair, score, margin: Math.abs(score - evaluation.threshold) }];
    })
    .sort((a, b) => b.margin - a.margin || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
    .slice(0, limit);
}
