import type { Comparison } from '../../../evaluation/types.ts';
import { count, decimal, interval, percent, plural, points, pValue } from '../../format.ts';
import type { EvaluationSummary, SpendingSummary } from '../../measures.ts';
import type { BaselineSummary } from '../../result.ts';
import { testOf } from '../../sections/baselines.ts';
import { plain } from '../../text.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { right, table } from '../parts.ts';
import type { Part } from './section.ts';

const COLUMNS = [
  'Accuracy',
  '95 % interval',
  'Error rate',
  'Precision',
  'Recall',
  'F1',
  'ROC AUC',
  'Avg. precision',
];

/** The fine-tuned model beside what it is held against, and the tests on the same pairs. */
export const baselines: Part = ({ result: { candidate, baselines: all = [] }, figure }) => {
  if (!candidate && all.length === 0) return undefined;
  const rows = [
    ...(candidate ? [scores(html`<b>Fine-tuned model</b>`, candidate.metrics.error_rate, candidate)] : []),
    ...all.map(baseline => scores(named(baseline), baseline.errorRate, baseline.evaluation)),
  ];
  const sentences = all.flatMap(one => (one.comparison ? [compared(one, one.comparison)] : []));
  return {
    id: 'baselines',
    title: all.length > 0 ? 'Against the baselines' : 'Scores',
    body: html`${sentences.length > 0 && html`<ul class="sentences">${sentences}</ul>`}
${figure('baselines', false)}
${table(['On the test pairs', ...COLUMNS.map(right)], rows, { caption: 'Scores of the fine-tuned model and of the baselines' })}`,
  };
};

function named({ name, bar, note, shared, spending }: BaselineSummary): Markup {
  const about = [
    bar ? 'the bar' : '',
    shared === undefined ? '' : `${count(shared)} shared pairs`,
    note === undefined ? '' : plain(note, 300),
    spending ? spent(spending) : '',
  ].filter(part => part !== '');
  return html`${plain(name, 80)}${about.length > 0 && html`<span class="why">${about.join('; ')}</span>`}`;
}

function spent({ tokens, texts, textsFound, cost, limit }: SpendingSummary): string {
  const price =
    cost === undefined
      ? ''
      : `, cost ${Number(cost.toPrecision(3))}${limit === undefined ? '' : ` of at most ${limit}`}`;
  return `${count(texts)} texts asked for, ${count(textsFound)} kept from before, ${count(tokens)} tokens${price}`;
}

function scores(name: Content, errorRate: number | undefined, evaluation?: EvaluationSummary): Content[] {
  const m = evaluation?.metrics;
  return [
    name,
    percent(typeof errorRate === 'number' ? 1 - errorRate : undefined),
    interval(evaluation?.accuracyInterval),
    percent(errorRate),
    percent(m?.precision),
    percent(m?.recall),
    decimal(m?.f1),
    decimal(m?.roc_auc),
    decimal(m?.average_precision),
  ];
}

function compared({ name }: BaselineSummary, comparison: Comparison): Markup {
  const { n, onlyBaselineWrong, onlyCandidateWrong, difference, pBetter, pWorse } = comparison;
  const [word, p] = difference <= 0 ? ['lower', pBetter] : ['higher', pWorse];
  const bound = pValue(p).startsWith('<') ? pValue(p) : `= ${pValue(p)}`;
  return html`<li>Against <b>${plain(name, 80)}</b> on the same ${plural(n, 'pair')}: error rate <b>${points(difference)}</b>; right where it was wrong on ${count(onlyBaselineWrong)}, wrong where it was right on ${count(onlyCandidateWrong)} (${testOf(comparison)} that it is ${word}, one-sided: p ${bound}).</li>`;
}
