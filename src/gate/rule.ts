import {
  COST_METRICS,
  type CostMetric,
  METRICS,
  type MetricName,
  type RetrievalMetricName,
} from '../evaluation/types.ts';
import type { Unit } from './units.ts';

export type Comparator = '>=' | '>' | '<=' | '<';

interface RuleBase {
  /** As written, without white space around it. */
  readonly text: string;
  readonly comparator: Comparator;
}

/** Pairs whose `column` has this value; without a value, those of every value in turn, of which the worst decides. */
export interface Condition {
  readonly column: string;
  readonly value?: string;
}

interface PairRule extends RuleBase {
  readonly metric: MetricName;
  /** All must be met by a pair that the rule is about; empty for the whole test split. At most one has no value. */
  readonly slice: readonly Condition[];
}

/** `accuracy >= 0.90`: the point estimate on the test split. */
export interface PointRule extends PairRule {
  readonly kind: 'point';
  readonly value: number;
}

/** `accuracy >= 0.90 @ 95%`: the nearer end of the two-sided confidence interval at `level`. */
export interface BoundRule extends PairRule {
  readonly kind: 'bound';
  readonly value: number;
  readonly level: number;
}

/** What a comparison asks for. */
export interface BaselineTest {
  /** Name of the baseline; without it the first, the bar. */
  readonly baseline?: string;
  /**
   * `better`: significantly better. `not-worse`: fails only when significantly worse. `margin`: worse by significantly
   * less than `margin`.
   */
  readonly test: 'better' | 'not-worse' | 'margin';
  /** How much worse than the baseline, in the metric's own unit; negative asks for an improvement. 0 without a margin. */
  readonly margin: number;
  /** Significance level of the one-sided test. */
  readonly alpha: number;
}

/** `error_rate < baseline`, `f1 >= baseline`, `error_rate <= baseline.NAME + 0.01`. */
export interface ComparisonRule extends PairRule, BaselineTest {
  readonly kind: 'comparison';
}

/** `recall@10 >= 0.8 [@ 95%]`: a retrieval metric, the mean over the queries or its confidence bound. */
export interface RetrievalRule extends RuleBase {
  readonly kind: 'retrieval';
  readonly metric: RetrievalMetricName;
  readonly value: number;
  readonly level?: number;
}

/** `ndcg@10 >= baseline`: the same queries answered by both. */
export interface RetrievalComparisonRule extends RuleBase, BaselineTest {
  readonly kind: 'retrieval-comparison';
  readonly metric: RetrievalMetricName;
}

/** `model_bytes <= 500MB`: what the run cost, or how large its model is. */
export interface CostRule extends RuleBase {
  readonly kind: 'cost';
  readonly metric: CostMetric;
  /** In the metric's own unit: bytes, minutes, … */
  readonly value: number;
  /** As written, for messages. */
  readonly unit: Unit;
}

export type Rule =
  | PointRule
  | BoundRule
  | ComparisonRule
  | RetrievalRule
  | RetrievalComparisonRule
  | CostRule;

/** Metrics that are a share of independent cases. */
export const PROPORTION_METRICS = ['accuracy', 'error_rate', 'precision', 'recall'] as const;
export type ProportionMetric = (typeof PROPORTION_METRICS)[number];

/** Metrics for which it is enough to know of each pair whether it was decided rightly. */
export const DECISION_METRICS = ['accuracy', 'error_rate'] as const;
export type DecisionMetric = (typeof DECISION_METRICS)[number];

/** Significance level of comparisons that name none. */
export const ALPHA = 0.05;

/** The baseline that `base branch` means. */
export const BASE_BRANCH = 'base-branch';

export function isMetric(name: string): name is MetricName {
  return (METRICS as readonly string[]).includes(name);
}

export function isCost(name: string): name is CostMetric {
  return (COST_METRICS as readonly string[]).includes(name);
}

export function isProportion(metric: MetricName): metric is ProportionMetric {
  return (PROPORTION_METRICS as readonly string[]).includes(metric);
}

export function isOfDecisions(metric: MetricName): metric is DecisionMetric {
  return (DECISION_METRICS as readonly string[]).includes(metric);
}

/** Of all metrics of quality only the error rate is better when lower. */
export function lowerIsBetter(metric: MetricName | RetrievalMetricName | CostMetric): boolean {
  return metric === 'error_rate' || isCost(metric);
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
