import type { Confusion } from '../../../evaluation/types.ts';
import { count, decimal, percent } from '../../format.ts';
import type { EvaluationSummary } from '../../measures.ts';
import { type Content, html, type Markup } from '../markup.ts';
import { shows } from '../parts.ts';
import type { Part } from './section.ts';

const SOURCES = {
  validation: 'chosen on the validation pairs',
  logistic: 'from a logistic regression',
  fixed: 'fixed in the configuration',
} as const;

/** How the model decides: similarities, the threshold, right and wrong answers, and what other thresholds would give. */
export const decisions: Part = ({ result: { candidate }, figure }) => {
  const figures = ['similarity', 'precision-recall', 'roc', 'calibration'].map(id => figure(id));
  if (!candidate && figures.every(one => one === undefined)) return undefined;
  const [first, ...rest] = figures;
  return {
    id: 'decisions',
    title: 'Right and wrong answers',
    body: html`<div class="pair">${candidate && matrix(candidate)}${first}</div>
<div class="three">${rest}</div>`,
  };
};

function matrix({ confusion: c, threshold, thresholdSource, metrics }: EvaluationSummary): Markup {
  return html`<div class="figure">
<h3>Confusion matrix</h3>
<p>A pair counts as the same at a cosine similarity of ${decimal(threshold, 4)} or more (${SOURCES[thresholdSource]}).</p>
<table class="matrix"><caption class="unseen">Answers by label</caption>
<thead><tr><td></td><th scope="col">Answered: same</th><th scope="col">Answered: different</th></tr></thead>
<tbody><tr><th scope="row">Labelled: same</th>${cell(c, 'truePositives')}${cell(c, 'falseNegatives')}</tr>
<tr><th scope="row">Labelled: different</th>${cell(c, 'falsePositives')}${cell(c, 'trueNegatives')}</tr></tbody></table>
<dl class="small">${small('Precision', percent(metrics.precision))}${small('Recall', percent(metrics.recall))}${small('F1', decimal(metrics.f1))}${small('Matthews correlation', decimal(metrics.matthews_correlation))}</dl>
</div>`;
}

const QUERIES = {
  truePositives: 'label=1&outcome=right',
  falseNegatives: 'label=1&outcome=wrong',
  falsePositives: 'label=0&outcome=wrong',
  trueNegatives: 'label=0&outcome=right',
} as const;

function cell(confusion: Confusion, name: keyof Confusion): Markup {
  const all = Object.values(confusion).reduce((sum, n) => sum + n, 0);
  const right = name.startsWith('true');
  const share = all > 0 ? confusion[name] / all : 0;
  return html`<td class="${right ? 'good' : 'bad'}">${shows(QUERIES[name], html`<b>${count(confusion[name])}</b><span class="sub">${right ? '✓ right' : '✕ wrong'}</span><span class="sub">${percent(share)}</span>`)}</td>`;
}

const small = (name: string, value: string): Content => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
