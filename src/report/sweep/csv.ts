import { METRICS } from '../../evaluation/types.ts';
import type { SweepRow, SweepSummary } from '../sweep-summary.ts';
import { visible } from '../text.ts';
import { SETTINGS } from './settings.ts';

type Cell = string | number | undefined;

const COLUMNS: readonly (readonly [name: string, of: (row: SweepRow) => Cell])[] = [
  ['id', row => row.id],
  ...SETTINGS.map(({ name, of }) => [name, of] as const),
  ['state', row => row.state],
  ...METRICS.map(metric => [metric, (row: SweepRow) => row.metrics[metric]] as const),
  ['accuracy_low', row => row.accuracyInterval.low],
  ['accuracy_high', row => row.accuracyInterval.high],
  ...METRICS.map(metric => [`validation_${metric}`, (row: SweepRow) => row.validation[metric]] as const),
  ['parameters', row => row.parameters],
  ['best_epoch', row => row.bestEpoch],
  ['steps', row => row.steps],
  ['stopped', row => row.stopped],
  ['seconds', row => row.seconds],
];

/**
 * `results.csv` (RFC 4180): a row a trial in the order of the plan, settings first, numbers not rounded; what is no
 * number is empty. Text cannot end its cell, move a cursor or, in a spreadsheet, become a formula.
 */
export function sweepCsv({ trials }: Pick<SweepSummary, 'trials'>): string {
  const rows = trials.map(row => COLUMNS.map(([, of]) => cell(of(row))));
  return `${[COLUMNS.map(([name]) => name), ...rows].map(row => row.join(',')).join('\n')}\n`;
}

function cell(value: Cell): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = visible(value ?? '').replace(/^[=+\-@]/, "'$&");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
