import type { PairTable } from '../data/pair.ts';
import type { Evaluation } from '../evaluation/types.ts';
import type { Mistake } from '../report/measures.ts';

/** The wrong decisions furthest from the threshold, the most confident first: where the labels or the model are worst. */
export function confidentMistakes(test: PairTable, evaluation: Evaluation, limit = 25): Mistake[] {
  const wrong = Array.from(evaluation.correct.keys()).filter(i => !evaluation.correct[i]);
  return wrong
    .map(i => {
      const score = evaluation.scores[i] ?? 0;
      return { pair: i, ...test.place(i), score, margin: Math.abs(score - evaluation.threshold) };
    })
    .sort((a, b) => b.margin - a.margin || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
    .slice(0, limit)
    .map(({ pair, score, margin }) => ({ ...test.pair(pair), score, margin }));
}
