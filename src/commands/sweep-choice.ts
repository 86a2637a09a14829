import { statistics } from '../evaluation/statistics.ts';
import { parseRule } from '../gate/rules.ts';
import type { SweepChoice } from '../report/sweep-summary.ts';
import { looksAtModelAlone } from '../sweep/alone.ts';
import type { Maximized } from '../sweep/options.ts';
import { select, type Trial } from '../sweep/selection.ts';
import type { SweepFindings, TrialRecord } from './sweep-records.ts';

export interface Chosen {
  readonly choice: SweepChoice;
  readonly trial: TrialRecord;
  /** Ids of the trials that satisfy the rules. */
  readonly fit: ReadonlySet<string>;
}

/**
 * Chooses on validation: of the trials that satisfy the rules about a model alone, the cheapest that cannot be told from
 * the best; of all trials, where none satisfies them. Test is not looked at.
 *
 * @param trials at least one
 * @param missing trials that have no result
 */
export function choose(
  trials: readonly TrialRecord[],
  { validation }: SweepFindings['shared'],
  gate: readonly string[],
  maximize: Maximized,
  missing = 0,
): Chosen {
  const candidates = trials.map(record => ({
    id: record.point.id,
    dimensions: record.dimensions,
    parameters: record.parameters,
    examples: record.examples,
    evaluation: record.validation,
    record,
  }));
  const rules = gate.map(parseRule).filter(looksAtModelAlone);
  const shared = { test: validation, baselines: [] };
  const wanted = select(candidates, { satisfy: rules, maximize }, shared, statistics);
  const none = wanted.chosen === undefined;
  const found = none ? select(candidates, { satisfy: [], maximize }, shared, statistics) : wanted;
  const [chosen, best] = [found.chosen!, found.best!];
  const fit = candidates
    .map(({ id }) => id)
    .filter(id => wanted.outcomes.get(id)!.every(({ state }) => state === 'holds'));
  return {
    trial: chosen.record,
    fit: new Set(fit),
    choice: {
      metric: maximize,
      satisfy: rules.map(rule => rule.text),
      none,
      best: best.id,
      equal: found.equal.map(({ id }) => id),
      chosen: chosen.id,
      sentence: sentenceOf(chosen, best, found.equal.length, {
        maximize,
        none,
        fit: fit.length,
        of: trials.length,
        missing,
      }),
    },
  };
}

interface Field {
  readonly maximize: Maximized;
  readonly none: boolean;
  readonly fit: number;
  readonly of: number;
  readonly missing: number;
}

function sentenceOf(chosen: Trial, best: Trial, equal: number, field: Field): string {
  const { maximize, none, fit, of, missing } = field;
  const lost = missing === 0 ? '' : ` ${missing === 1 ? '1 trial is' : `${missing} trials are`} missing.`;
  const name = maximize.replaceAll('_', ' ');
  const among = none
    ? `No trial satisfies the rules on validation, so all ${of} were looked at`
    : `${fit} of ${of} trials ${fit === 1 ? 'satisfies' : 'satisfy'} the rules on validation`;
  const value = (trial: Trial) => trial.evaluation.metrics[maximize].toFixed(4);
  if (chosen.id === best.id) {
    const others = equal > 1 ? `, and the cheapest of ${equal} that cannot be told apart` : '';
    return `${among}; ${chosen.id} has the highest ${name}, ${value(best)}${others}.${lost}`;
  }
  return `${among}; the highest ${name} has ${best.id}, ${value(best)}; of ${equal} that cannot be told from it, ${chosen.id} is the cheapest, with ${value(chosen)}.${lost}`;
}
