import { code, escapeMarkdown } from '../escape.ts';
import { duration, interval, percent } from '../format.ts';
import type { SweepSummary } from '../sweep-summary.ts';
import { type Column, table } from '../table.ts';
import { bestFirst, metricText, metricTitle, STATE_WORDS } from './rows.ts';
import { settingText, shared, varied } from './settings.ts';

/** Trials that the table has; results.csv has them all. */
const TRIALS = 256;
const LISTED = 20;

const right = (title: string): Column => ({ title, align: 'right' });

/** A row a trial: what tells them apart, and how they did. */
export function trialsSection(summary: SweepSummary): string {
  const { metric } = summary.choice;
  const rows = bestFirst(summary);
  const settings = varied(rows);
  const columns: Column[] = [
    ...settings.map(({ title, numeric }) => (numeric ? right(title) : { title })),
    ...['error rate', 'accuracy, 95 %', `validation ${metricTitle(metric)}`, 'time'].map(right),
    { title: '' },
  ];
  const cells = rows.map(row => [
    ...settings.map(setting => escapeMarkdown(settingText(setting, row), 100)),
    percent(row.metrics.error_rate),
    interval(row.accuracyInterval),
    metricText(metric, row.validation[metric]),
    duration(row.seconds),
    row.state === 'chosen' ? `**${STATE_WORDS.chosen}**` : STATE_WORDS[row.state],
  ]);
  const same = shared(rows)
    .map(setting => `${setting.title} ${escapeMarkdown(settingText(setting, rows[0]!), 100)}`)
    .join(', ');
  return [
    '### Trials',
    `The chosen one first, then those as good, the best on validation before the others${same === '' ? '' : `; all of them: ${same}`}. Error rates are on test, where nothing was chosen.`,
    table(columns, cells, { limit: TRIALS }),
    `Base models, unmodified: ${summary.bases
      .slice(0, LISTED)
      .map(({ base, errorRate }) => `${code(base, 100)} ${percent(errorRate)}`)
      .join(', ')}.`,
  ].join('\n\n');
}
