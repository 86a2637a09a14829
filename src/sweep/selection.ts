import type { Statistics } from '../evaluation/statistics.ts';
import type { Evaluation } from '../evaluation/types.ts';
import { applyRules } from '../gate/apply-rule.ts';
import type { Measured } from '../gate/measured.ts';
import type { Rule } from '../gate/rule.ts';
import type { RuleOutcome } from '../gate/verdict.ts';
import { statisticallyEqual } from './equality.ts';
import type { Maximized } from './options.ts';

/** A trained and evaluated point of a sweep. All trials share the split that they are chosen on. */
export interface Trial {
  readonly id: string;
  readonly dimensions: number;
  /** Of encoder and head. */
  readonly parameters: number;
  readonly examples: number;
  /** On the split that chooses. */
  readonly evaluation: Evaluation;
}

/** "Highest accuracy with recall of at least 50 %": `{ satisfy: [recall >= 0.5], maximize: 'accuracy' }`. */
export interface SelectionRule {
  readonly satisfy: readonly Rule[];
  readonly maximize: Maximized;
}

export interface Selection<T extends Trial> {
  /** What to keep; absent when no trial satisfies every rule. */
  readonly chosen?: T;
  /** The highest metric among those that satisfy. */
  readonly best?: T;
  /** Trials that satisfy every rule and cannot be told from the best, cheapest first. */
  readonly equal: readonly T[];
  /** Each trial's outcomes by its id. */
  readonly outcomes: ReadonlyMap<string, readonly RuleOutcome[]>;
}

/**
 * Picks from a sweep: of the trials that satisfy every rule (inconclusive does not) the one with the highest metric;
 * among those statistically equal to it the cheapest: fewer dimensions, then fewer parameters, then fewer examples, then
 * the higher metric, then the order given.
 */
export function select<T extends Trial>(
  trials: readonly T[],
  { satisfy, maximize }: SelectionRule,
  shared: Pick<Measured, 'test' | 'baselines'>,
  statistics: Statistics,
): Selection<T> {
  const outcomes = new Map(
    trials.map(trial => [
      trial.id,
      applyRules(
        satisfy,
        {
          ...shared,
          candidate: trial.evaluation,
          costs: { dimensions: trial.dimensions, parameters: trial.parameters },
        },
        statistics,
      ),
    ]),
  );
  const fit = trials.filter(({ id }) => outcomes.get(id)?.every(({ state }) => state === 'holds'));
  const metric = (trial: T) => trial.evaluation.metrics[maximize];
  // Sorting is stable, so equals keep the order given.
  const cheapest = fit.toSorted(
    (a, b) =>
      a.dimensions - b.dimensions ||
      a.parameters - b.parameters ||
      a.examples - b.examples ||
      metric(b) - metric(a),
  );
  const best = cheapest.toSorted((a, b) => metric(b) - metric(a))[0];
  if (!best) return { equal: [], outcomes };
  const equal = cheapest.filter(trial =>
    statisticallyEqual(maximize, best.evaluation, trial.evaluation, shared.test, statistics),
  );
  return { chosen: equal[0] ?? best, best, equal, outcomes };
}
