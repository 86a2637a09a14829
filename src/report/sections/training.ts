import { lineChart, thin } from '../chart.ts';
import { escapeMarkdown } from '../escape.ts';
import { count, decimal, percent, plural } from '../format.ts';
import type { Result, TrainingSummary } from '../result.ts';
import { stoppedWords } from '../stopped.ts';
import { details, table } from '../table.ts';

/** How training went, epoch by epoch. */
export function trainingSection({ training, model }: Result): string {
  if (!training) return '';
  const { epochs, bestEpoch, steps, plannedSteps, tune, loss, seed } = training;
  const kept = `epoch ${bestEpoch} was best on validation and kept`;
  const sentence =
    `${count(steps)} of ${count(plannedSteps)} steps${stoppedWords(training)}; ${kept}. ` +
    `Trained: ${escapeMarkdown(tune, 30)}${model ? `, ${count(model.trainedParameters)} of ${count(model.parameters)} parameters` : ''}; ` +
    `loss ${escapeMarkdown(loss, 150)}; seed ${seed}.`;
  const parts = ['### Training', sentence + accumulationSentence(training)];
  if (training.matryoshka) parts.push(dimensionTable(training.matryoshka));
  if (epochs.length > 0)
    parts.push(details('Epoch by epoch', [...charts(training), epochTable(training)].join('\n\n')));
  return parts.join('\n\n');
}

function accumulationSentence({ accumulation }: TrainingSummary): string {
  if (!accumulation) return '';
  const { batchSize, physicalBatch } = accumulation;
  return (
    ` Memory did not suffice for ${plural(batchSize, 'pair')} at once: trained in parts of ` +
    `${plural(physicalBatch, 'pair')}, gradients accumulated to the same batch.`
  );
}

function dimensionTable(rows: NonNullable<TrainingSummary['matryoshka']>): string {
  return table(
    [
      { title: 'Embedding cut to', align: 'right' },
      { title: 'Validation accuracy', align: 'right' },
    ],
    rows.map(({ dimensions, validationAccuracy }) => [
      plural(dimensions, 'dimension'),
      percent(validationAccuracy),
    ]),
  );
}

function charts({ epochs }: TrainingSummary): string[] {
  const accuracy = lineChart({
    title: 'Validation accuracy by epoch',
    xTitle: 'epoch',
    yTitle: 'accuracy (%)',
    points: epochs.map(e => ({ x: e.epoch, y: e.validationAccuracy * 100 })),
  });
  const loss = lineChart({
    title: 'Training loss by epoch',
    xTitle: 'epoch',
    yTitle: 'loss',
    points: epochs.map(e => ({ x: e.epoch, y: e.loss })),
  });
  return [accuracy, loss].filter(chart => chart !== '');
}

function epochTable({ epochs, bestEpoch }: TrainingSummary): string {
  const rows = thin(epochs, 30).map(({ epoch, loss, validationAccuracy }) => [
    epoch === bestEpoch ? `**${epoch}** (kept)` : String(epoch),
    decimal(loss, 4),
    percent(validationAccuracy),
  ]);
  return table(
    [{ title: 'Epoch' }, { title: 'Loss', align: 'right' }, { title: 'Validation accuracy', align: 'right' }],
    rows,
  );
}
