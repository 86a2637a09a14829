import type { Metrics } from '../evaluation/types.ts';
import { code } from './escape.ts';
import { count, duration, interval, percent } from './format.ts';
import type { SweepSummary } from './sweep-summary.ts';
import { table } from './table.ts';

const COLUMNS = ['examples', 'dimensions', 'learning_rate', 'seed'] as const;

/** `results.csv`: a row a trial, settings first; numbers are not rounded. */
export function sweepCsv({ trials }: SweepSummary): string {
  const metrics = Object.keys(trials[0]?.metrics ?? {}) as (keyof Metrics)[];
  const head = [...COLUMNS, ...metrics, 'accuracy_low', 'accuracy_high', 'best_epoch', 'steps', 'seconds'];
  const rows = trials.map(trial => [
    ...[trial.examples, trial.dimensions, trial.learningRate, trial.seed],
    ...metrics.map(metric => trial.metrics[metric]),
    ...[trial.accuracyInterval.low, trial.accuracyInterval.high],
    ...[trial.bestEpoch, trial.steps, trial.seconds],
  ]);
  return `${[head, ...rows].map(row => row.join(',')).join('\n')}\n`;
}

/** `report.json` of a sweep. */
export function sweepJson(summary: SweepSummary): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}

/** The sweep as a GitHub-flavoured table, and what it cost. */
export function sweepMarkdown(summary: SweepSummary): string {
  const { trials, cost, times, bases, precision } = summary;
  const encoder = precision === 'fp32' ? '' : ` in ${precision}`;
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const titles = ['examples', 'dimensions', 'learning rate', 'seed', 'error rate', 'accuracy, 95 %', 'time'];
  const rows = trials.map(trial => [
    count(trial.examples),
    count(trial.dimensions),
    String(trial.learningRate),
    String(trial.seed),
    percent(trial.metrics.error_rate),
    interval(trial.accuracyInterval),
    duration(trial.seconds),
  ]);
  const found = cost.textsFound > 0 ? `, ${count(cost.textsFound)} found in the cache` : '';
  return [
    `## Sweep of ${count(trials.length)} trials`,
    table(titles.map(right), rows, { limit: 256 }),
    [
      ...leftOutLine(summary).map(line => `- **${line}**`),
      ...bases.map(
        ({ base, errorRate }) =>
          `- Base model ${code(base, 100)}, unmodified${encoder}: error rate ${percent(errorRate)}`,
      ),
      `- Texts encoded: **${count(cost.textsEncoded)}**${found}, in ${duration(times.encode)}`,
      `- Heads: ${duration(times.heads)}; everything: ${duration(times.total)}`,
      `- Test pairs: ${code(summary.testFingerprint)}`,
    ].join('\n'),
    '',
  ].join('\n\n');
}

/** The sweep in a terminal: a line a trial. */
export function sweepTerminal(summary: SweepSummary): string {
  const { trials, cost, times, bases } = summary;
  const rows = [
    ['examples', 'dimensions', 'rate', 'seed', 'error rate', 'accuracy, 95 %'],
    ...trials.map(trial => [
      count(trial.examples),
      count(trial.dimensions),
      String(trial.learningRate),
      String(trial.seed),
      percent(trial.metrics.error_rate),
      interval(trial.accuracyInterval),
    ]),
  ];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map(row => row[i]!.length)));
  const lines = rows.map(row => `  ${row.map((cell, i) => cell.padStart(widths[i]!)).join('  ')}`);
  const encoded = `  ${count(cost.textsEncoded)} texts encoded in ${duration(times.encode)}, ${count(cost.textsFound)} found; heads ${duration(times.heads)}; everything ${duration(times.total)}`;
  const base = bases.map(
    one => `  base model ${JSON.stringify(one.base)}: error rate ${percent(one.errorRate)}`,
  );
  return `${[...lines, '', ...leftOutLine(summary).map(line => `  ${line}`), ...base, encoded].join('\n')}\n`;
}

/** None where every point was tried. */
function leftOutLine({ trials, missing }: SweepSummary): string[] {
  const leftOut = missing.length;
  if (leftOut === 0) return [];
  return [
    `${count(leftOut)} of ${count(trials.length + leftOut)} trials left out: the wall-time budget was spent`,
  ];
}
