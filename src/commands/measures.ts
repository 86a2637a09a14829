import { curvesOf } from '../evaluation/curves.ts';
import type { Scored } from '../evaluation/scored.ts';
import { seedsSummary } from '../evaluation/seeds.ts';
import type { Statistics } from '../evaluation/statistics.ts';
import type { Baseline, Evaluation } from '../evaluation/types.ts';
import type { LearningPoint, PairRow } from '../report/measures.ts';
import type { Result } from '../report/result.ts';
import { decisionsOf } from './bar-decisions.ts';
import { flipsSummary } from './flips.ts';
import type { TrialReport } from './job.ts';
import { pairRows } from './pair-rows.ts';
import { sliceSummaries } from './slices.ts';

type Trained = NonNullable<TrialReport['trained']>;

export interface MeasuresInput {
  /** On the pairs that judge. */
  readonly trained: Trained;
  /** On the pairs that judge, as rules have them; the first is the bar. */
  readonly baselines: readonly Baseline[];
  /** Training examples. */
  readonly examples: number;
  readonly statistics: Pick<Statistics, 'interval'>;
}

/** What the report shows of the pairs that judge beside their metrics. */
export function measuresOf(
  input: MeasuresInput,
): Pick<Result, 'slices' | 'seeds' | 'flips' | 'curves' | 'learningCurve'> {
  const { trained, baselines, examples, statistics } = input;
  const { candidate, baseModel, test } = trained;
  const [bar] = baselines;
  const decision = decisionsOf(bar);
  const slices = sliceSummaries(candidate, test, decision, statistics);
  return {
    ...(slices.length > 0 && { slices }),
    ...(trained.seeds && { seeds: seedsSummary(trained.seeds) }),
    ...(bar && decision && { flips: flipsSummary(bar.name, decision, candidate, test) }),
    curves: curvesOf(
      { scores: candidate.scores, labels: test.labels },
      candidate.threshold,
      calibrating(trained),
      scoresOf(baselines),
    ),
    learningCurve: [...learningCurve(candidate, baseModel, examples), ...recordPoints(baselines)],
  };
}

export interface RowsInput {
  /** On all test pairs, those included that do not judge. */
  readonly trained: Trained;
  /** Indices of the test pairs that judge, ascending; all when omitted. */
  readonly judged?: Int32Array | undefined;
  /** On the pairs that judge. */
  readonly baselines: readonly Baseline[];
}

/** The rows of `pairs.jsonl`. */
export function testRows({ trained, judged, baselines }: RowsInput): Generator<PairRow> {
  const { test, candidate, baseModel, references } = trained;
  const place = placesAmong(test.n, judged);
  const decisions = baselines.flatMap(baseline => {
    const decision = decisionsOf(baseline);
    if (!decision) return [];
    // A model has decided those too that do not judge.
    const whole =
      baseline.kind !== 'model'
        ? undefined
        : baseline.source === 'base-model'
          ? (references['base-model'] ?? baseModel)
          : references[baseline.name];
    const own = (pair: number) => {
      if (whole) return whole.correct[pair];
      return place[pair]! < 0 ? undefined : decision(place[pair]!);
    };
    return [[baseline.name, own] as const];
  });
  return pairRows(test, candidate, judged, Object.fromEntries(decisions));
}

/** Of each test pair, which of the judged ones it is; -1 for none. */
function placesAmong(n: number, judged: Int32Array | undefined): Int32Array {
  if (!judged) return Int32Array.from({ length: n }, (_, pair) => pair);
  const places = new Int32Array(n).fill(-1);
  for (const [place, pair] of judged.entries()) places[pair] = place;
  return places;
}

/** Scores of the models that decided the same pairs, by the names of their baselines. */
function scoresOf(baselines: readonly Baseline[]): Record<string, Float64Array> {
  const models = baselines.flatMap(baseline =>
    baseline.kind === 'model' ? [[baseline.name, baseline.evaluation.scores] as const] : [],
  );
  return Object.fromEntries(models);
}

/**
 * Validation as the first seed's model scores it. With several seeds, the candidate's scores are distances from the
 * thresholds put at another one, so these are moved along with it.
 */
function calibrating({ validation, candidate, seeds }: Trained): Scored {
  const [first] = seeds ?? [];
  if (!first) return validation;
  const shift = candidate.threshold - first.evaluation.threshold;
  return { ...validation, scores: validation.scores.map(score => score + shift) };
}

/** This run's points: the base model, which saw no example, and the fine-tuned model. */
function learningCurve(candidate: Evaluation, baseModel: Evaluation, examples: number): LearningPoint[] {
  const point = (series: string, seen: number, { metrics, accuracyInterval }: Evaluation) => {
    const { low, high, level } = accuracyInterval;
    const interval = { low: 1 - high, high: 1 - low, level };
    return { series, examples: seen, errorRate: metrics.error_rate, interval };
  };
  return [point('base-model', 0, baseModel), point('fine-tuned', examples, candidate)];
}

/** Where earlier models stand that a record tells of, on the pairs that this run has as well. */
function recordPoints(baselines: readonly Baseline[]): LearningPoint[] {
  return baselines.flatMap(baseline => {
    if (baseline.kind !== 'record' || baseline.examples === undefined) return [];
    const { name, examples, errorRate } = baseline;
    return [{ series: name, examples, errorRate }];
  });
}
