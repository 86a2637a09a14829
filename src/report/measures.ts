import type { Evaluation, Interval, Metrics } from '../evaluation/types.ts';

/** An evaluation without what belongs to single pairs. */
export type EvaluationSummary = Omit<Evaluation, 'scores' | 'correct'>;

/** A wrong decision on a test pair; `margin` is its distance from the threshold: the larger, the more confident. */
export interface Mistake {
  readonly first: string;
  readonly second: string;
  readonly label: 0 | 1;
  readonly score: number;
  readonly margin: number;
  readonly file: string;
  readonly line: number;
}

/** What an embedding provider was asked for in this run; texts that were asked for before cost nothing. */
export interface SpendingSummary {
  readonly provider: string;
  readonly model: string;
  readonly requests: number;
  readonly texts: number;
  readonly textsFound: number;
  readonly tokens: number;
  /** In the currency of the configured price; absent without a price. */
  readonly cost?: number;
  readonly limit?: number;
}

/** The pairs of one value of a column. */
export interface SliceSummary {
  readonly column: string;
  readonly value: string;
  readonly n: number;
  readonly positives: number;
  readonly accuracy: number;
  readonly interval: Interval;
  readonly metrics: Metrics;
  /** Of the bar on the same pairs, where it was evaluated on them. */
  readonly barErrorRate?: number;
}

/** The same training with several seeds; the pairs' majority decides, which is what `candidate` holds. */
export interface SeedsSummary {
  readonly seeds: readonly { readonly seed: number; readonly errorRate: number; readonly metrics: Metrics }[];
  readonly meanErrorRate: number;
  /** Sample standard deviation of the error rate. */
  readonly deviation: number;
}

/** Test pairs that the base branch does not have: scored, but no rule looks at them before they are merged. */
export interface AddedPairsSummary {
  readonly judged: number;
  readonly evaluation: EvaluationSummary;
}

/** Shapes of the candidate's scores; points are few enough to be drawn. */
export interface CurvesSummary {
  /** Pairs by similarity, in bins of equal width between `from` and `to`. */
  readonly histogram: {
    readonly from: number;
    readonly to: number;
    readonly positives: readonly number[];
    readonly negatives: readonly number[];
  };
  /**
   * Share of positives by predicted probability; the probability is a logistic regression of the label on the score,
   * fitted on validation.
   */
  readonly calibration?: {
    readonly bins: readonly { readonly predicted: number; readonly observed: number; readonly n: number }[];
    /** Expected calibration error (Naeini, Cooper and Hauskrecht, AAAI 2015). */
    readonly error: number;
  };
  /** From the highest threshold down. */
  readonly roc: readonly { readonly threshold: number; readonly fpr: number; readonly tpr: number }[];
  readonly precisionRecall: readonly {
    readonly threshold: number;
    readonly precision: number;
    readonly recall: number;
  }[];
  /** Of each model that scored the same pairs, by name: its ROC curve, to be drawn beside. */
  readonly baselines: Readonly<Record<string, readonly { readonly fpr: number; readonly tpr: number }[]>>;
}

/** One model's error rate after training on so many examples, for the learning curve. */
export interface LearningPoint {
  readonly series: string;
  readonly examples: number;
  readonly errorRate: number;
  readonly interval?: Interval;
}

/** Pairs that the bar and the candidate decide differently. */
export interface FlipsSummary {
  readonly baseline: string;
  readonly fixed: number;
  readonly broken: number;
  /** The furthest from the threshold first; those broken before those fixed. At most 50. */
  readonly examples: readonly (Mistake & { readonly now: 'right' | 'wrong' })[];
}

/**
 * One test pair as the report lists it: a line of `pairs.jsonl`, a row of the explorer. Not part of `report.json`,
 * because there may be many.
 */
export interface PairRow {
  readonly first: string;
  readonly second: string;
  readonly label: 0 | 1;
  readonly score: number;
  readonly correct: boolean;
  /** Distance of the score from the threshold: the larger, the more confident. */
  readonly margin: number;
  readonly key: string;
  readonly file: string;
  readonly line: number;
  /** Whether it judges: false for a pair that the base branch does not have. */
  readonly judged: boolean;
  /** By column; a row without a value has no entry. */
  readonly slices?: Readonly<Record<string, string>>;
  /** Whether each baseline that decided the pair did so rightly, by name. */
  readonly baselines?: Readonly<Record<string, boolean>>;
}
