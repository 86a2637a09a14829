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
  /** 95 %: Wilson's; in a report, where pairs share texts, the bootstrap of their clusters. */
  readonly accuracyInterval: Interval;
  readonly confusion: Confusion;
  readonly scores: Float64Array;
  readonly correct: readonly boolean[];
}

/** Paired comparison of a candidate with a baseline on the same pairs: McNemar, or by clusters. */
export interface Comparison {
  readonly n: number;
  readonly onlyBaselineWrong: number;
  readonly onlyCandidateWrong: number;
  /** Candidate's error rate minus the baseline's; negative is better. */
  readonly difference: number;
  /** How many clusters the pairs form, where any share texts: then the signs of whole clusters are flipped instead. */
  readonly clusters?: number;
  /** Exact McNemar, one-sided: small when the candidate is better. */
  readonly pBetter: number;
  /** Exact McNemar, one-sided: small when the candidate is worse. */
  readonly pWorse: number;
  readonly pTwoSided: number;
}

/** A column of the test data by whose values rules and reports take the pairs apart. */
export interface SliceColumn {
  /** Each distinct value once, sorted. */
  readonly values: readonly string[];
  /** Index into `values` of each pair; -1 where the row has none. Shape [n]. */
  readonly of: Int32Array;
}

/** The pairs of the test split, one element a pair, in the order of `Evaluation.scores`. Texts are untrusted. */
export interface TestPairs {
  readonly n: number;
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly labels: Uint8Array;
  /** Names the pair and its label in records: 64 bits of the SHA-256 of the normalised example, base64url (11 characters). */
  readonly keys: readonly string[];
  /** Pairs with the same number share texts, directly or over other pairs. Shape [n]. */
  readonly clusters: Int32Array;
  /** By the column's name as configured. */
  readonly slices: Readonly<Record<string, SliceColumn>>;
  /** 1 where the base branch's test split has the pair with this label too; absent without a base branch. Shape [n]. */
  readonly known?: Uint8Array;
  /** 1 where the base branch's test split does not have the pair with any label; absent without a base branch. Shape [n]. */
  readonly added?: Uint8Array;
  /** Relative to the configuration's folder. */
  readonly files: readonly string[];
  /** Index into `files`. Shape [n]. */
  readonly file: Int32Array;
  /** From 1. Shape [n]. */
  readonly line: Int32Array;
}

/** Where a baseline's numbers come from. */
export type BaselineKind = 'number' | 'base-model' | 'base-branch' | 'model' | 'provider' | 'record';

/**
 * What a candidate is held against.
 *
 * - a number has no pairs;
 * - a model was evaluated on the same test pairs as the candidate, in the same order;
 * - a record tells for some of the candidate's pairs whether it decided them rightly;
 * - an absent record lets a rule hold, because there is nothing to lose to yet, and says so;
 * - a refused baseline is there and cannot be compared with: its rules are inconclusive, `reason` says why.
 */
export type Baseline =
  | { readonly kind: 'number'; readonly name: string; readonly errorRate: number }
  | {
      readonly kind: 'model';
      readonly source: Exclude<BaselineKind, 'number' | 'record'>;
      readonly name: string;
      readonly evaluation: Evaluation;
      /** Where retrieval was scored with it as well. */
      readonly retrieval?: RetrievalScores;
    }
  | {
      readonly kind: 'record';
      readonly name: string;
      /** On the shared pairs. */
      readonly errorRate: number;
      /** The shared pairs as indices into the candidate's, ascending. */
      readonly pairs: Int32Array;
      /** Whether the record's model decided each of them rightly. Shape [pairs.length]. */
      readonly correct: Uint8Array;
      /** Pairs that the record has in all. */
      readonly recorded: number;
      /** Examples that its model was trained on. */
      readonly examples?: number;
    }
  | { readonly kind: 'absent'; readonly name: string; readonly reason: string }
  | { readonly kind: 'refused'; readonly name: string; readonly reason: string };

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
  /** Each query's own value of every metric, in the order of the queries. Shape [queries] each. */
  readonly perQuery?: Readonly<Record<RetrievalMetricName, Float64Array>>;
}

/** What a run cost and how large its model is: rules may limit these too. Undefined where it was not measured. */
export const COST_METRICS = [
  'dimensions',
  'parameters',
  'model_bytes',
  'gpu_minutes',
  'wall_minutes',
  'tokens_encoded',
  'provider_tokens',
  'provider_cost',
] as const;
export type CostMetric = (typeof COST_METRICS)[number];
export type Costs = Readonly<Partial<Record<CostMetric, number>>>;
