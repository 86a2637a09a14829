import { statistics } from '../evaluation/statistics.ts';
import { parseRule } from '../gate/rules.ts';
import { metricText } from '../report/sweep/rows.ts';
import type { SweepChoice } from '../report/sweep-summary.ts';
import { looksAtModelAlone } from '../sweep/alone.ts';
import type { Maximized } from '../sweep/options.ts';
import { pointWords } from '../sweep/point-words.ts';
import { select } from '../sweep/selection.ts';
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
      sentence: sentenceOf(chosen.record, best.record, found.equal.length, {
        words: pointWords(trials.map(({ point }) => point)),
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
  readonly words: ReturnType<typeof pointWords>;
  readonly maximize: Maximized;
  readonly none: boolean;
  readonly fit: number;
  readonly of: number;
  readonly missing: number;
}

function sentenceOf(chosen: TrialRecord, best: TrialRecord, equal: number, field: Field): string {
  const { words, maximize, none, fit, of, missing } = field;
  const lost = missing === 0 ? '' : ` ${missing === 1 ? '1 trial is' : `${missing} trials are`} missing.`;
  const name = maximize.replaceAll('_', ' ');
  const among = none
    ? `No trial satisfies the rules on validation, so all ${of} were looked at`
    : `${fit} of ${of} trials ${fit === 1 ? 'satisfies' : 'satisfy'} the rules on validation`;
  const shown = ({ point, validation }: TrialRecord) =>
    `${metricText(maximize, validation.metrics[maximize])} (${words(point)})`;
  const highest = `${among}; the highest ${name} is ${shown(best)}`;
  if (chosen.point.id !== best.point.id)
    return `${highest}; of ${equal} trials that cannot be told from it, the cheapest is chosen, with ${shown(chosen)}.${lost}`;
  const others = equal > 1 ? `, which is also the cheapest of ${equal} trials that cannot be told apart` : '';
  return `${highest}${others}.${lost}`;
}
