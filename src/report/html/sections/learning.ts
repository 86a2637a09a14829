import { count, decimal, percent, plural } from '../../format.ts';
import type { SeedsSummary } from '../../measures.ts';
import type { TrainingSummary } from '../../result.ts';
import { stoppedWords } from '../../stopped.ts';
import { plain } from '../../text.ts';
import { html, type Markup } from '../markup.ts';
import { right, table } from '../parts.ts';
import type { Part } from './section.ts';

/** What more examples and more epochs gave, and how much of it is luck. */
export const learning: Part = ({ result: { training, model, seeds, learningCurve }, figure }) => {
  if (!training && !learningCurve && !seeds) return undefined;
  return {
    id: 'training',
    title: 'Training',
    body: html`${training && sentence(training, model)}
<div class="pair">${figure('learning-curve')}${figure('training')}</div>
${training?.matryoshka && dimensions(training.matryoshka)}
${seeds && spread(seeds)}`,
  };
};

function sentence(
  { steps, plannedSteps, stopped, bestEpoch, tune, loss, seed, accumulation }: TrainingSummary,
  model?: { readonly trainedParameters: number; readonly parameters: number },
): Markup {
  const of = model && `, ${count(model.trainedParameters)} of ${count(model.parameters)} parameters`;
  return html`<p>${count(steps)} of ${count(plannedSteps)} steps${stoppedWords({ stopped })}; epoch ${bestEpoch} was best on validation and kept. Trained: ${plain(tune, 30)}${of}; loss ${plain(loss, 150)}; seed ${seed}.${
    accumulation &&
    html` Memory did not suffice for ${plural(accumulation.batchSize, 'pair')} at once: trained in parts of ${plural(accumulation.physicalBatch, 'pair')}, gradients accumulated to the same batch.`
  }</p>`;
}

const dimensions = (rows: NonNullable<TrainingSummary['matryoshka']>): Markup =>
  html`<h3>Embeddings cut short</h3>${table(
    [right('Dimensions'), right('Validation accuracy')],
    rows.map(row => [count(row.dimensions), percent(row.validationAccuracy)]),
    { caption: 'Validation accuracy by the first numbers of each embedding' },
  )}`;

function spread({ seeds, meanErrorRate, deviation }: SeedsSummary): Markup {
  const rows = seeds.map(({ seed, errorRate, metrics }) => [
    String(seed),
    percent(errorRate),
    percent(metrics.precision),
    percent(metrics.recall),
    decimal(metrics.roc_auc),
  ]);
  return html`<h3>Seeds</h3>
<p>Trained ${seeds.length} times: mean error rate ${percent(meanErrorRate)}, standard deviation ${decimal(deviation * 100, 2)} points. The pairs’ majority decides, which is what the rules looked at.</p>
${table([{ title: 'Seed' }, ...['Error rate', 'Precision', 'Recall', 'ROC AUC'].map(right)], rows, { caption: 'Error rate by seed' })}`;
}
