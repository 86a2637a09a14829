import { code, escapeMarkdown } from '../escape.ts';
import { count, interval, percent, plural } from '../format.ts';
import type { SweepSummary } from '../sweep-summary.ts';
import { chosenRow, metricText, metricTitle } from './rows.ts';
import { settingText, shared, trialWords, varied } from './settings.ts';

const LISTED = 20;

/** What was chosen, by what, and what else would have done. */
export function choiceSection(summary: SweepSummary): string {
  const { satisfy, none, equal, metric } = summary.choice;
  const row = chosenRow(summary);
  const others = equal.filter(id => id !== summary.choice.chosen);
  const words = trialWords(summary.trials);
  const settings = row && [...varied(summary.trials), ...shared(summary.trials)];
  const lines = [
    ...(row && settings
      ? [
          `Chosen: ${settings.map(setting => `${setting.title} **${escapeMarkdown(settingText(setting, row), 120)}**`).join(', ')}`,
          `On test: error rate **${percent(row.metrics.error_rate)}**, accuracy ${percent(row.metrics.accuracy)} (95 % interval ${interval(row.accuracyInterval)}); on validation: ${metricTitle(metric)} ${metricText(metric, row.validation[metric])}`,
        ]
      : []),
    ...(satisfy.length > 0
      ? [
          `Rules for the choice: ${satisfy.map(rule => code(rule, 100)).join(', ')}${none ? '; **no trial satisfies them**, so it is among all' : ''}`,
        ]
      : []),
    ...(others.length > 0
      ? [
          `As good by a paired test, but no cheaper: ${others
            .slice(0, LISTED)
            .map(id => escapeMarkdown(words(id), 200))
            .join('; ')}${others.length > LISTED ? ` and ${count(others.length - LISTED)} more` : ''}`,
        ]
      : []),
  ];
  return [
    '### Choice',
    escapeMarkdown(summary.choice.sentence, 1000),
    lines.map(line => `- ${line}`).join('\n'),
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

/** Trials without a result, and those with several. */
export function missingSection({ missing: lost, repeated, trials }: SweepSummary): string {
  const { length } = trials;
  const words = trialWords(trials);
  const lines = lost
    .slice(0, LISTED)
    .map(
      ({ id, settings = id, reason }) => `- ${escapeMarkdown(settings, 200)}: ${escapeMarkdown(reason, 300)}`,
    );
  const more = lost.length > LISTED ? [`- … and ${count(lost.length - LISTED)} more`] : [];
  const parts = [
    lost.length > 0
      ? `**${count(lost.length)} of ${plural(length + lost.length, 'trial')} without a result:**\n\n${[...lines, ...more].join('\n')}`
      : '',
    repeated.length > 0
      ? `Answered more than once, with the same result: ${repeated
          .slice(0, LISTED)
          .map(id => escapeMarkdown(words(id), 200))
          .join('; ')}${repeated.length > LISTED ? ` and ${count(repeated.length - LISTED)} more` : ''}`
      : '',
  ].filter(part => part !== '');
  return parts.length > 0 ? ['### Missing and repeated trials', ...parts].join('\n\n') : '';
}
