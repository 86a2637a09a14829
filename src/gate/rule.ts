import { METRICS, type MetricName, type RetrievalMetricName } from '../evaluation/types.ts';

export type Comparator = '>=' | '>' | '<=' | '<';

interface RuleBase {
  /** As written, without white space around it. */
  readonly text: string;
  readonly metric: MetricName;
  readonly comparator: Comparator;
}

/** `accuracy >= 0.90`: the point estimate on the test split. */
export interface PointRule extends RuleBase {
  readonly kind: 'point';
  readonly value: number;
}

/** `accuracy >= 0.90 @ 95%`: the nearer end of the two-sided Wilson interval at `level`. */
export interface BoundRule extends RuleBase {
  readonly kind: 'bound';
  readonly metric: ProportionMetric;
  readonly value: number;
  readonly level: number;
}

/** `error_rate < baseline`, `error_rate <= baseline`, `error_rate <= baseline.NAME + 0.01`. */
export interface ComparisonRule extends RuleBase {
  readonly kind: 'comparison';
  readonly metric: ComparableMetric;
  /** Name of the baseline; without it the first, the bar. */
  readonly baseline?: string;
  /**
   * `better`: significantly better. `not-worse`: fails only when significantly worse. `margin`: the candidate's error
   * rate is significantly below the baseline's plus `margin`.
   */
  readonly test: 'better' | 'not-worse' | 'margin';
  /** In error rate, whatever the metric; negative asks for an improvement. 0 without a margin. */
  readonly margin: number;
  /** Significance level of the one-sided test. */
  readonly alpha: number;
}

/** `recall@10 >= 0.8`: a retrieval metric, the mean over the queries. */
export interface RetrievalRule extends Omit<RuleBase, 'metric'> {
  readonly kind: 'retrieval';
  readonly metric: RetrievalMetricName;
  readonly value: number;
}

export type Rule = PointRule | BoundRule | ComparisonRule | RetrievalRule;

/** Metrics that are a share of independent cases, so that a binomial interval holds. */
export const PROPORTION_METRICS = ['accuracy', 'error_rate', 'precision', 'recall'] as const;
export type ProportionMetric = (typeof PROPORTION_METRICS)[number];

/** Metrics that compare pair by pair with a baseline. */
export const COMPARABLE_METRICS = ['accuracy', 'error_rate'] as const;
export type ComparableMetric = (typeof COMPARABLE_METRICS)[number];

/** Significance level of comparisons that name none. */
export const ALPHA = 0.05;

export function isMetric(name: string): name is MetricName {
  return (METRICS as readonly string[]).includes(name);
}

export function isProportion(metric: MetricName): metric is ProportionMetric {
  return (PROPORTION_METRICS as readonly string[]).includes(metric);
}

export function isComparable(metric: MetricName): metric is ComparableMetric {
  return (COMPARABLE_METRICS as readonly string[]).includes(metric);
}

/** Of all metrics only the error rate is better when lower. */
export function lowerIsBetter(metric: MetricName): boolean {
  return metric === 'error_rate';
}

/** Whether `actual` stands to `value` as the comparator asks. */
export function satisfies(actual: number, comparator: Comparator, value: number): boolean {
  switch (comparator) {
    case '>=':
      return actual >= value;
    case '>':
      return actual > value;
    case '<=':
      return actual <= value;
    case '<':
      return actual < value;
  }
}
