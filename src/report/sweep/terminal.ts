import { engineWords } from '../engine.ts';
import { count, interval, percent, plural } from '../format.ts';
import { headlineOf, OUTCOMES } from '../outcome.ts';
import type { SweepSummary } from '../sweep-summary.ts';
import { plain } from '../text.ts';
import { bestFirst, metricText, metricTitle, STATE_WORDS, tellingFirst } from './rows.ts';
import { settingText, shared, trialWords, varied } from './settings.ts';
import { passesWords, sizeWords, textWords, timeWords } from './words.ts';

/** What fits on a screen or two; results.csv has all. */
const TRIALS = 60;
const LISTED = 10;

/** A sweep for a terminal or a log. Untrusted text cannot move the cursor or colour anything. */
export function sweepTerminal(summary: SweepSummary): string {
  const { verdict, choice, bases, engine } = summary;
  const blocks = [
    [`${OUTCOMES[verdict.outcome].icon} ${plain(headlineOf(verdict))}`],
    [`  ${plain(choice.sentence, 1000)}`],
    trials(summary),
    bases
      .slice(0, LISTED)
      .map(
        ({ base, errorRate }) =>
          `  base model ${plain(base, 80)}, unmodified: error rate ${percent(errorRate)}`,
      ),
    curves(summary),
    missing(summary),
    [
      `  ${sizeWords(summary)}`,
      `  ${passesWords(summary)}`,
      `  texts encoded: ${textWords(summary)}`,
      `  time: ${timeWords(summary)}`,
      `  engine: ${engineWords(engine, plain)}`,
    ],
  ];
  return `${blocks
    .filter(block => block.length > 0)
    .map(block => block.join('\n'))
    .join('\n\n')}\n`;
}

function trials(summary: SweepSummary): string[] {
  const { metric } = summary.choice;
  const all = bestFirst(summary);
  if (all.length === 0) return [];
  const settings = varied(all);
  const titles = [
    ...settings.map(({ title }) => title),
    ...['error rate', 'accuracy, 95 %', `validation ${metricTitle(metric)}`, ''],
  ];
  const rows = all
    .slice(0, TRIALS)
    .map(row => [
      ...settings.map(setting => plain(settingText(setting, row), 60)),
      percent(row.metrics.error_rate),
      interval(row.accuracyInterval),
      metricText(metric, row.validation[metric]),
      STATE_WORDS[row.state],
    ]);
  const left = (i: number) => settings[i]?.numeric === false || i === titles.length - 1;
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map(row => row[i]!.length)));
  const lines = [titles, ...rows].map(row =>
    `  ${row.map((cell, i) => (left(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`.trimEnd(),
  );
  const same = shared(all).map(setting => `${setting.title} ${plain(settingText(setting, all[0]!), 60)}`);
  return [
    ...lines,
    ...(all.length > TRIALS ? [`  … and ${count(all.length - TRIALS)} more in results.csv`] : []),
    ...(same.length > 0 ? [`  all: ${same.join(', ')}`] : []),
  ];
}

function curves(summary: SweepSummary): string[] {
  const all = tellingFirst(summary);
  return [
    ...all
      .slice(0, LISTED)
      .map(({ base, series, sentence }) => `  ${plain(base, 60)}, ${plain(series, 60)}: ${plain(sentence)}`),
    ...(all.length > LISTED ? [`  … and ${plural(all.length - LISTED, 'more curve')} in report.json`] : []),
  ];
}

function missing({ missing: lost, repeated, trials: all }: SweepSummary): string[] {
  const { length } = all;
  const words = trialWords(all);
  return [
    ...(lost.length > 0
      ? [`  ${count(lost.length)} of ${plural(length + lost.length, 'trial')} without a result:`]
      : []),
    ...lost
      .slice(0, LISTED)
      .map(({ id, settings = id, reason }) => `    ${plain(settings, 200)}: ${plain(reason, 300)}`),
    ...(lost.length > LISTED ? [`    … and ${count(lost.length - LISTED)} more`] : []),
    ...(repeated.length > 0
      ? [
          `  ${plural(repeated.length, 'trial')} answered more than once, with the same result: ${repeated
            .slice(0, LISTED)
            .map(id => plain(words(id), 200))
            .join('; ')}`,
        ]
      : []),
  ];
}
