import type { MetricName } from '../../evaluation/types.ts';
import type { CurveFit } from '../../sweep/learning-curve.ts';
import { decimal, percent } from '../format.ts';
import type { SweepRow, SweepSummary } from '../sweep-summary.ts';

const RANKS = { chosen: 0, equal: 1, satisfies: 2, none: 3 } as const;

/** What a trial's state is in words; empty where it says nothing. */
export const STATE_WORDS: Readonly<Record<SweepRow['state'], string>> = {
  chosen: 'chosen',
  equal: 'as good',
  satisfies: '',
  none: 'breaks a rule',
};

/** The chosen trial, those as good, those that satisfy the rules, the rest; in each the best on validation first. */
export function bestFirst({ trials, choice }: Pick<SweepSummary, 'trials' | 'choice'>): SweepRow[] {
  const sign = choice.metric === 'error_rate' ? 1 : -1;
  const score = (row: SweepRow) => sign * (row.validation[choice.metric] ?? Number.NaN);
  return trials.toSorted((a, b) => RANKS[a.state] - RANKS[b.state] || score(a) - score(b) || 0);
}

/** Learning curves: those that could be fitted first, in each group the chosen trial's base model before the others. */
export function tellingFirst(summary: Pick<SweepSummary, 'trials' | 'choice' | 'curves'>): CurveFit[] {
  const base = chosenRow(summary)?.base;
  const rank = ({ fit, base: own }: CurveFit) => 2 * Number(fit === undefined) + Number(own !== base);
  return summary.curves.toSorted((a, b) => rank(a) - rank(b));
}

/** The trial that was chosen, where the summary has it. */
export const chosenRow = ({
  trials,
  choice,
}: Pick<SweepSummary, 'trials' | 'choice'>): SweepRow | undefined =>
  trials.find(({ id }) => id === choice.chosen);

export const metricTitle = (metric: MetricName): string => metric.replaceAll('_', ' ');

/** Rates in percent, the other metrics as the plain numbers that they are. */
export const metricText = (metric: MetricName, value: number | undefined): string =>
  ['accuracy', 'error_rate', 'precision', 'recall'].includes(metric) ? percent(value) : decimal(value);
