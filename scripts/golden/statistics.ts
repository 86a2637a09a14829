import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mcnemar } from '../../src/evaluation/comparison.ts';
import { confusionAt } from '../../src/evaluation/confusion.ts';
import { clopperPearson, wilson } from '../../src/evaluation/intervals.ts';
import { metricsOf } from '../../src/evaluation/metrics.ts';
import { bestThreshold } from '../../src/evaluation/threshold.ts';
import type { Interval } from '../../src/evaluation/types.ts';
import type { Deviation } from './deviation.ts';

/** The layout of statistics.json, made with scipy, statsmodels and scikit-learn. */
interface GoldenStatistics {
  readonly interval: readonly {
    readonly successes: number;
    readonly n: number;
    readonly level: number;
    readonly wilson: readonly number[];
    readonly clopper_pearson: readonly number[];
  }[];
  readonly mcnemar: readonly {
    readonly only_baseline_wrong: number;
    readonly only_candidate_wrong: number;
    readonly exact_two_sided: number;
    readonly mid_p_two_sided: number;
    readonly exact_one_sided_candidate_better: number;
  }[];
  readonly binary: readonly ({
    readonly scores: readonly number[];
    readonly labels: readonly number[];
    readonly threshold: number;
    /** Rows are labels, columns decisions, negative first. */
    readonly confusion: readonly (readonly number[])[];
  } & Readonly<Record<(typeof METRICS)[number], number>>)[];
  readonly threshold: readonly {
    readonly scores: readonly number[];
    readonly labels: readonly number[];
    readonly best_accuracy: number;
  }[];
}

const METRICS = [
  'accuracy',
  'precision',
  'recall',
  'f1',
  'matthews_correlation',
  'roc_auc',
  'average_precision',
] as const;

const TOLERANCE = 1e-9;

/** The largest deviation of ours from each kind of number in the folder's statistics.json; all are at most 1e-9 apart. */
export function compareStatistics(goldenFolder: string): Deviation[] {
  const golden: GoldenStatistics = JSON.parse(readFileSync(join(goldenFolder, 'statistics.json'), 'utf8'));
  const deviations = new Map<string, number>();
  const hold = (name: string, ours: number, theirs: number) => {
    const deviation = Math.abs(ours - theirs);
    // A NaN on either side is no agreement.
    deviations.set(name, Math.max(deviations.get(name) ?? 0, Number.isNaN(deviation) ? Infinity : deviation));
  };
  const holdInterval = (name: string, ours: Interval, [low, high]: readonly number[]) => {
    hold(name, ours.low, low ?? Number.NaN);
    hold(name, ours.high, high ?? Number.NaN);
  };

  for (const { successes, n, level, ...theirs } of golden.interval) {
    holdInterval('wilson', wilson(successes, n, level), theirs.wilson);
    holdInterval('clopper-pearson', clopperPearson(successes, n, level), theirs.clopper_pearson);
  }
  for (const theirs of golden.mcnemar) {
    const ours = mcnemar(theirs.only_candidate_wrong, theirs.only_baseline_wrong);
    hold('mcnemar exact two-sided', ours.exactTwoSided, theirs.exact_two_sided);
    hold('mcnemar mid-p', ours.midP, theirs.mid_p_two_sided);
    hold('mcnemar exact one-sided', ours.oneSidedBetter, theirs.exact_one_sided_candidate_better);
  }
  for (const theirs of golden.binary) {
    const scores = Float64Array.from(theirs.scores);
    const ours = confusionAt(scores, theirs.labels, theirs.threshold);
    const metrics = metricsOf(ours, scores, theirs.labels);
    for (const name of METRICS) hold(name, metrics[name], theirs[name]);
    const cells = [ours.trueNegatives, ours.falsePositives, ours.falseNegatives, ours.truePositives];
    const flat = theirs.confusion.flat();
    cells.forEach((cell, i) => {
      hold('confusion', cell, flat[i] ?? Number.NaN);
    });
  }
  for (const theirs of golden.threshold) {
    const best = bestThreshold(Float64Array.from(theirs.scores), theirs.labels);
    hold('best-threshold accuracy', best.accuracy, theirs.best_accuracy);
  }
  return [...deviations].map(([name, deviation]) => ({ name, deviation, tolerance: TOLERANCE }));
}
