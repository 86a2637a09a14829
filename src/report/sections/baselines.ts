import type { Comparison } from '../../evaluation/types.ts';
import { escapeMarkdown } from '../escape.ts';
import { amount, count, decimal, interval, percent, plural, points, pValue } from '../format.ts';
import type { EvaluationSummary, SpendingSummary } from '../measures.ts';
import type { BaselineSummary, Result } from '../result.ts';
import { details, table } from '../table.ts';

/** The fine-tuned model beside what it is held against. */
export function baselinesSection({ candidate, baselines = [] }: Result): string {
  if (!candidate && baselines.length === 0) return '';
  const rows = [
    ...(candidate ? [scoreRow('**Fine-tuned model**', candidate.metrics.error_rate, candidate)] : []),
    ...baselines
      .filter(({ errorRate }) => errorRate !== undefined)
      .map(baseline => scoreRow(baselineName(baseline), baseline.errorRate, baseline.evaluation)),
  ];
  const columns = [
    'Accuracy',
    '95 % interval',
    'Error rate',
    'Precision',
    'Recall',
    'F1',
    'ROC AUC',
    'Average precision',
  ];
  const parts = [
    `### ${baselines.length > 0 ? 'Fine-tuned model against the baselines' : 'Scores'}`,
    rows.length === 0
      ? ''
      : table(
          [{ title: 'On the test pairs' }, ...columns.map(title => ({ title, align: 'right' as const }))],
          rows,
        ),
    [...notes(baselines), ...comparisons(baselines)].join('\n'),
    candidate ? confusion(candidate) : '',
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

/** Why there is nothing to compare with, and what a provider cost. */
function notes(baselines: readonly BaselineSummary[]): string[] {
  return baselines.flatMap(baseline => {
    const { kind, note, spending } = baseline;
    const icon = kind === 'refused' ? '⚠️ ' : '';
    return [
      ...(note === undefined ? [] : [`- ${icon}${baselineName(baseline)}: ${escapeMarkdown(note)}`]),
      ...(spending ? [`- ${baselineName(baseline)}: ${spent(spending)}.`] : []),
    ];
  });
}

/** What an embedding provider was asked for, and what that cost, against the limit. */
export function spent({ requests, texts, textsFound, tokens, cost, limit }: SpendingSummary): string {
  const most = limit === undefined ? '' : ` of at most ${amount(limit)}`;
  return [
    `${plural(texts, 'text')} in ${plural(requests, 'request')}`,
    plural(tokens, 'token'),
    cost === undefined ? 'no price is configured' : `cost ${amount(cost)}${most}`,
    ...(textsFound > 0 ? [`${plural(textsFound, 'more text')} found in the cache`] : []),
  ].join(', ');
}

const baselineName = ({ name, bar }: BaselineSummary): string =>
  `${escapeMarkdown(name, 80)}${bar ? ' (the bar)' : ''}`;

function scoreRow(
  name: string,
  errorRate: number | undefined,
  evaluation: EvaluationSummary | undefined,
): string[] {
  const m = evaluation?.metrics;
  return [
    name,
    percent(errorRate === undefined ? undefined : 1 - errorRate),
    interval(evaluation?.accuracyInterval),
    percent(errorRate),
    percent(m?.precision),
    percent(m?.recall),
    decimal(m?.f1),
    decimal(m?.roc_auc),
    decimal(m?.average_precision),
  ];
}

function comparisons(baselines: readonly BaselineSummary[]): string[] {
  return baselines.flatMap(baseline =>
    baseline.comparison ? [comparisonLine(baselineName(baseline), baseline.comparison)] : [],
  );
}

function comparisonLine(name: string, comparison: Comparison): string {
  const { n, onlyBaselineWrong, onlyCandidateWrong, difference, pBetter, pWorse } = comparison;
  const [word, p] = difference <= 0 ? ['lower', pBetter] : ['higher', pWorse];
  const bound = pValue(p).startsWith('<') ? pValue(p) : `= ${pValue(p)}`;
  return (
    `- Against ${name}, on the same ${plural(n, 'pair')}: right where it was wrong on **${count(onlyBaselineWrong)}**, ` +
    `wrong where it was right on **${count(onlyCandidateWrong)}**; error rate ${points(difference)} ` +
    `(${testOf(comparison)} that it is ${word}, one-sided: p ${bound}).`
  );
}

/** The test that the p-values are of. */
export const testOf = ({ clusters }: Comparison): string =>
  clusters === undefined
    ? 'exact McNemar test'
    : `exact test of ${plural(clusters, 'group')} of pairs that share texts`;

function confusion({ confusion: c, threshold, thresholdSource }: EvaluationSummary): string {
  const source = {
    validation: 'chosen on the validation pairs',
    logistic: 'from a logistic regression',
    fixed: 'fixed in the configuration',
  };
  const columns = [
    { title: '' },
    { title: 'Answered: same', align: 'right' as const },
    { title: 'Answered: different', align: 'right' as const },
  ];
  const rows = [
    ['Labelled: same', count(c.truePositives), count(c.falseNegatives)],
    ['Labelled: different', count(c.falsePositives), count(c.trueNegatives)],
  ];
  const rule = `A pair counts as the same at a cosine similarity of ${decimal(threshold, 4)} or more (${source[thresholdSource]}).`;
  return details('Right and wrong answers (confusion matrix)', `${table(columns, rows)}\n\n${rule}`);
}
