import { evaluate } from '../../../src/evaluation/evaluate.ts';
import type { Baseline, Evaluation } from '../../../src/evaluation/types.ts';
import type { Measured } from '../../../src/gate/measured.ts';

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
  const errors = correct.filter(right => !right).length;
  const metrics = { ...of.metrics, error_rate: errors / of.n, accuracy: 1 - errors / of.n };
  const evaluation = { ...of, correct, metrics };
  return { kind: 'model', source: 'base-model', name: 'base-model', evaluation };
}

/** The pairs of an evaluation, none of which share a text. */
export function pairsOf({ scores, threshold, correct }: Evaluation): Measured['test'] {
  const labels = Uint8Array.from(correct, (right, i) => (scores[i]! >= threshold === right ? 1 : 0));
  return { labels, clusters: Int32Array.from(labels.keys()), slices: {} };
}

/** What rules see of a candidate. */
export const measured = (evaluation: Evaluation, ...baselines: Baseline[]): Measured => ({
  candidate: evaluation,
  test: pairsOf(evaluation),
  baselines,
  costs: {},
});

export const fixed = (errorRate: number, name = 'api'): Baseline => ({ kind: 'number', name, errorRate });
