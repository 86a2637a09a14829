/** A confidence interval; `level` is 0.95 for 95 %. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** Metric names are those that rules use. All are in [0, 1] but `matthews_correlation`, in [-1, 1]. */
export const METRICS = [
  'accuracy',
  'error_rate',
  'precision',
  'recall',
  'f1',
  'matthews_correlation',
  'roc_auc',
  'average_precision',
] as const;
export type MetricName = (typeof METRICS)[number];
export type Metrics = Readonly<Record<MetricName, number>>;

/** Where the decision threshold came from; never the test split. */
export type ThresholdSource = 'validation' | 'logistic' | 'fixed';

/** A scored test split. `scores[i]` and `correct[i]` belong to test pair `i`. */
export interface Evaluation {
  readonly n: number;
  readonly positives: number;
  /** Cosine similarity at or above which a pair counts as positive. */
  readonly threshold: number;
  readonly thresholdSource: ThresholdSource;
  readonly metrics: Metrics;
  /** Wilson, 95 %. */
  readonly accuracyInterval: Interval;
  readonly confusion: Confusion;
  readonly scores: Float64Array;
  readonly correct: readonly boolean[];
}

/** Paired comparison of a candidate with a baseline on the same pairs (McNemar). */
export interface Comparison {
  readonly n: number;
  readonly onlyBaselineWrong: number;
  readonly onlyCandidateWrong: number;
  /** Candidate's error rate minus the baseline's; negative is better. */
  readonly difference: number;
  /** Exact McNemar, one-sided: small when the candidate is better. */
  readonly pBetter: number;
  /** Exact McNemar, one-sided: small when the candidate is worse. */
  readonly pWorse: number;
  readonly pTwoSided: number;
}

/** What a candidate is held against. A number has no pairs; the base model has been evaluated on the same test split. */
export type Baseline =
  | { readonly kind: 'number'; readonly name: string; readonly errorRate: number }
  | {
      readonly kind: 'base-model';
      readonly name: string;
      readonly errorRate: number;
      readonly correct: readonly boolean[];
    };

/** Metrics of a ranking, each over its first k documents: `recall@10`. All are in [0, 1]. */
export const RETRIEVAL_METRICS = ['accuracy', 'precision', 'recall', 'mrr', 'ndcg', 'map'] as const;
export type RetrievalMetric = (typeof RETRIEVAL_METRICS)[number];

/** Such as `ndcg@10`. */
export type RetrievalMetricName = `${RetrievalMetric}@${number}`;
export type RetrievalMetrics = Readonly<Record<RetrievalMetricName, number>>;

/** What a model scored on a retrieval set. */
export interface RetrievalScores {
  /** How many queries it is the mean of. */
  readonly queries: number;
  readonly documents: number;
  readonly metrics: RetrievalMetrics;
}
