import { formatPlace } from '../error-record.ts';
import type { RetrievalMetrics } from '../evaluation/types.ts';
import type { BudgetOutcome } from '../gate/verdict.ts';
import { budgetAmount, budgetSpent, forecastWords } from './budget.ts';
import { engineWords } from './engine.ts';
import { decimal, duration, interval, percent, plural } from './format.ts';
import { boundsText, dataFault, headlineOf, OUTCOMES, STATES } from './outcome.ts';
import type { Result } from './result.ts';
import { findingLines, nearDuplicateRow, noteLines, textsRow } from './terminal-data.ts';
import { decidingP, measureRows, sliceRows } from './terminal-measures.ts';
import { plain } from './text.ts';
import { totalSeconds } from './times.ts';

export interface TerminalOptions {
  /** Whether to use ANSI colours; the caller knows the terminal. */
  readonly color?: boolean;
  /** Files and folders to name at the end, e.g. `{ report: 'out/report.json' }`. */
  readonly written?: Readonly<Record<string, string>>;
}

const COLORS = { pass: 32, fail: 31, budget: 33, error: 31 } as const;

/** The report in a few lines for a terminal or a log. Untrusted text cannot move the cursor or colour anything. */
export function toTerminal(result: Result, { color = false, written = {} }: TerminalOptions = {}): string {
  const { verdict } = result;
  const { icon } = OUTCOMES[verdict.outcome];
  const headline = plain(headlineOf(verdict));
  const seconds = totalSeconds(result.times);
  const tail = [
    ...measureRows(result),
    ...nearDuplicateRow(result),
    ...textsRow(result),
    ...(seconds === undefined ? [] : [['time', duration(seconds)]]),
    ...(result.engine ? [['engine', engineWords(result.engine, plain)]] : []),
    ...Object.entries(written)
      .filter(([, path]) => path !== '')
      .map(([name, path]) => [name, plain(path)]),
  ];
  const blocks = [
    [`${icon} ${color ? `\u001b[1;${COLORS[verdict.outcome]}m${headline}\u001b[0m` : headline}`],
    errorLines(result),
    align([...decided(result)]),
    findingLines(result),
    noteLines(result),
    align(scores(result)),
    align(sliceRows(result)),
    align(retrievalRows(result)),
    align(tail),
  ];
  return `${blocks
    .filter(block => block.length > 0)
    .map(block => block.join('\n'))
    .join('\n\n')}\n`;
}

function errorLines({ error, verdict }: Result): string[] {
  if (!error) return [];
  const place = formatPlace(error.place);
  const message = error.message === verdict.sentence ? '' : plain(error.message);
  const shown = error.details.slice(0, 50).map(line => `    ${plain(line)}`);
  const more = error.details.length - shown.length;
  return [
    `  ${[error.code, plain(place), message].filter(part => part !== '').join(': ')}`,
    ...shown,
    ...(more > 0 ? [`    … and ${more} more`] : []),
    `  What to do: ${plain(error.remedy)}`,
  ];
}

function* decided({ verdict }: Result): Generator<string[]> {
  for (const [kind, n] of Object.entries(verdict.data)) {
    const { rule, found } = dataFault(kind);
    if (n > 0) yield [`${STATES.broken.icon} ${plain(rule, 80)}`, plural(n, found)];
  }
  yield* verdict.budget.filter(({ exceeded }) => exceeded).map(budgetRow);
  for (const rule of verdict.rules) {
    const bounds = rule.interval ? `(${boundsText(rule)})` : '';
    yield [
      `${STATES[rule.state].icon} ${plain(rule.rule, 100)}`,
      STATES[rule.state].words,
      plain(rule.actual, 100),
      bounds,
      decidingP(rule.pValue, rule.adjustedPValue),
    ];
  }
  yield* verdict.budget.filter(({ exceeded }) => !exceeded).map(budgetRow);
}

function budgetRow(outcome: BudgetOutcome): string[] {
  const { name, unit, limit, exceeded, forecast } = outcome;
  const [icon, state] = exceeded ? [OUTCOMES.budget.icon, 'exceeded'] : [STATES.holds.icon, 'kept'];
  const spent = `${budgetSpent(outcome)} of ${budgetAmount(unit, limit)}`;
  return [`${icon} ${name}`, state, spent, forecastWords(unit, forecast)];
}

function scores({ candidate, baselines = [] }: Result): string[][] {
  if (!candidate && baselines.length === 0) return [];
  const rows = [['on the test pairs', 'accuracy', '95 % interval', 'error rate']];
  if (candidate) {
    const { metrics, accuracyInterval } = candidate;
    rows.push([
      'fine-tuned model',
      percent(metrics.accuracy),
      interval(accuracyInterval),
      percent(metrics.error_rate),
    ]);
  }
  for (const { name, bar, errorRate, evaluation } of baselines) {
    if (errorRate === undefined) continue;
    const shown = `${plain(name, 60)}${bar ? ' (the bar)' : ''}`;
    rows.push([
      shown,
      percent(errorRate === undefined ? undefined : 1 - errorRate),
      interval(evaluation?.accuracyInterval),
      percent(errorRate),
    ]);
  }
  return rows;
}

function retrievalRows({ retrieval }: Result): string[][] {
  if (!retrieval) return [];
  const { queries, documents, k: ks, candidate, baseModel } = retrieval;
  const columns = (['recall', 'mrr', 'ndcg'] as const).flatMap(metric => {
    const k = ks.includes(10) ? 10 : Math.max(...ks);
    return [`${metric}@${k}` as const];
  });
  const row = (name: string, metrics: RetrievalMetrics) => [name, ...columns.map(c => decimal(metrics[c]))];
  return [
    [`of ${plural(queries, 'query', 'queries')} in ${plural(documents, 'document')}`, ...columns],
    row('fine-tuned model', candidate),
    row('base-model', baseModel),
  ];
}

/** Columns padded to the same width, two spaces in front of each line. */
function align(rows: readonly (readonly string[])[]): string[] {
  const width = (text: string) => Array.from(text).length;
  const columns = Math.max(0, ...rows.map(row => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map(row => width(row[i] ?? ''))));
  return rows.map(row =>
    `  ${row.map((cell, i) => cell + ' '.repeat(widths[i]! - width(cell))).join('  ')}`.trimEnd(),
  );
}
