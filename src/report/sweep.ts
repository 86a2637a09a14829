import type { EngineInfo } from '../engine/engine.ts';
import type { Interval, Metrics } from '../evaluation/types.ts';
import { code } from './escape.ts';
import { count, duration, interval, percent } from './format.ts';
import type { CostSummary, ModelSummary, SCHEMA_VERSION } from './result.ts';
import { table } from './table.ts';

/** One trial of a sweep. */
export interface SweepRow {
  readonly examples: number;
  readonly dimensions: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly metrics: Metrics;
  readonly accuracyInterval: Interval;
  readonly bestEpoch: number;
  readonly steps: number;
  /** Of training and evaluation. */
  readonly seconds: number;
}

export interface SweepSummary {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly command: 'sweep';
  readonly tool: { readonly name: string; readonly version: string };
  readonly engine: EngineInfo;
  /** The base model: as configured, where it was fetched from, and the precision of its frozen encoder. */
  readonly model: Pick<ModelSummary, 'base' | 'source' | 'revision'> & { readonly precision: string };
  /** Of all the data that the largest trial takes. */
  readonly fingerprint: string;
  readonly testFingerprint: string;
  readonly baseModelErrorRate: number;
  readonly trials: readonly SweepRow[];
  /** Points that the wall-time budget left no time for. */
  readonly leftOut?: number;
  readonly cost: CostSummary;
  /** Wall time: of the encoding, of all heads together, of everything. */
  readonly times: { readonly encode: number; readonly heads: number; readonly total: number };
}

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
  const { trials, cost, times, baseModelErrorRate, model } = summary;
  const encoder = model.precision === 'fp32' ? '' : ` in ${model.precision}`;
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
      `- Base model ${code(model.base, 100)}, unmodified${encoder}: error rate ${percent(baseModelErrorRate)}`,
      `- Texts encoded: **${count(cost.textsEncoded)}**${found}, in ${duration(times.encode)}`,
      `- Heads: ${duration(times.heads)}; everything: ${duration(times.total)}`,
      `- Test pairs: ${code(summary.testFingerprint)}`,
    ].join('\n'),
    '',
  ].join('\n\n');
}

/** The sweep in a terminal: a line a trial. */
export function sweepTerminal(summary: SweepSummary): string {
  const { trials, cost, times, baseModelErrorRate } = summary;
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
  const base = `  base model: error rate ${percent(baseModelErrorRate)}`;
  return `${[...lines, '', ...leftOutLine(summary).map(line => `  ${line}`), base, encoded].join('\n')}\n`;
}

/** None where every point was tried. */
function leftOutLine({ trials, leftOut }: SweepSummary): string[] {
  if (leftOut === undefined) return [];
  return [
    `${count(leftOut)} of ${count(trials.length + leftOut)} trials left out: the wall-time budget was spent`,
  ];
}
