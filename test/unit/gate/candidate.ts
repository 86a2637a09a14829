import { evaluate } from '../../../src/evaluation/evaluate.ts';
import type { Baseline, Evaluation } from '../../../src/evaluation/types.ts';

/** An evaluation with these counts; `correct` lists true positives, false positives, true and false negatives in turn. */
export function candidate(tp: number, fp: number, tn: number, fn: number): Evaluation {
  const repeat = <T>(count: number, value: T) => Array.from({ length: count }, () => value);
  const scores = Float64Array.of(...repeat(tp + fp, 1), ...repeat(tn + fn, 0));
  const labels = [...repeat(tp, 1), ...repeat(fp, 0), ...repeat(tn, 0), ...repeat(fn, 1)];
  return evaluate({ validation: { scores, labels }, test: { scores, labels }, threshold: 0.5 });
}

/** A balanced candidate with `errors` of `n` decisions wrong. */
export function withErrors(errors: number, n: number): Evaluation {
  const positives = Math.floor(n / 2);
  return candidate(positives, errors, n - positives - errors, 0);
}

/** A base model with so many pairs wrong where the candidate is right, and right where the candidate is wrong. */
export function baseModel(of: Evaluation, onlyBaselineWrong: number, onlyCandidateWrong: number): Baseline {
  const left = { right: onlyBaselineWrong, wrong: onlyCandidateWrong };
  const correct = of.correct.map(right => {
    const kind = right ? 'right' : 'wrong';
    return left[kind]-- > 0 ? !right : right;
  });
  const errorRate = correct.filter(right => !right).length / correct.length;
  return { kind: 'base-model', name: 'base-model', errorRate, correct };
}

export const fixed = (errorRate: number, name = 'api'): Baseline => ({ kind: 'number', name, errorRate });
