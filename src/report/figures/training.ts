import { thin } from '../chart.ts';
import { decimal, percent } from '../format.ts';
import type { Draw } from './figure.ts';
import { colour } from './palette.ts';
import { BASE, grid, items, line, rate, tooltip, valueAxis } from './style.ts';

/** Validation accuracy and loss by epoch, one above the other; the kept epoch is marked. */
export const trainingCurve: Draw = ({ training }) => {
  const epochs = thin(training?.epochs ?? [], 400);
  if (!training || epochs.length < 2) return undefined;
  const kept = epochs.findIndex(({ epoch }) => epoch === training.bestEpoch);
  const best = epochs[kept];
  const [first, last] = [epochs[0]!.epoch, epochs.at(-1)!.epoch];
  const mark = (y: number | undefined, axis: number) =>
    best && typeof y === 'number'
      ? [
          {
            type: 'scatter' as const,
            name: 'kept',
            data: [[best.epoch, y]] as never,
            xAxisIndex: axis,
            yAxisIndex: axis,
            symbol: 'diamond',
            symbolSize: 14,
            silent: true,
            itemStyle: { color: colour('ground'), borderColor: colour('ink'), borderWidth: 2 },
            label: {
              show: axis === 0,
              formatter: 'kept',
              position: 'bottom' as const,
              color: colour('ink'),
              fontSize: 12,
            },
            tooltip: { show: false },
          },
        ]
      : [];
  const epochAxis = (gridIndex: number) =>
    valueAxis(gridIndex === 1 ? 'epoch' : '', 'x', {
      gridIndex,
      min: first,
      max: last,
      minInterval: 1,
      splitLine: { show: false },
      ...(gridIndex === 0 && { axisLabel: { show: false } }),
    });
  return {
    id: 'training',
    title: 'Training, epoch by epoch',
    summary:
      `Validation accuracy goes from ${percent(epochs[0]!.validationAccuracy)} to ${percent(epochs.at(-1)!.validationAccuracy)}, ` +
      `the loss from ${decimal(epochs[0]!.loss)} to ${decimal(epochs.at(-1)!.loss)}. Epoch ${training.bestEpoch} was kept.`,
    height: 340,
    option: {
      ...BASE,
      grid: [grid({ top: 34, height: 120 }), grid({ top: 196, height: 96 })],
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      tooltip: tooltip(parameters => {
        const found = epochs[items(parameters)[0]?.dataIndex ?? 0]!;
        return `epoch ${found.epoch}\nvalidation accuracy ${percent(found.validationAccuracy)}\nloss ${decimal(found.loss, 4)}`;
      }, 'axis'),
      xAxis: [epochAxis(0), epochAxis(1)],
      yAxis: [
        valueAxis('validation accuracy', 'y', {
          gridIndex: 0,
          scale: true,
          splitNumber: 3,
          axisLabel: { color: colour('muted'), formatter: rate },
        }),
        valueAxis('loss', 'y', { gridIndex: 1, splitNumber: 2, scale: true }),
      ],
      series: [
        line(
          'validation accuracy',
          epochs.map(({ epoch, validationAccuracy }) => [epoch, validationAccuracy]),
          0,
          { showSymbol: epochs.length <= 20, showAllSymbol: true },
        ),
        line(
          'loss',
          epochs.map(({ epoch, loss }) => [epoch, loss]),
          1,
          { xAxisIndex: 1, yAxisIndex: 1, showSymbol: epochs.length <= 20, showAllSymbol: true },
        ),
        ...mark(best?.validationAccuracy, 0),
        ...mark(best?.loss, 1),
      ],
    },
    table: {
      columns: ['Epoch', 'Loss', 'Validation accuracy'],
      rows: thin(epochs, 60).map(({ epoch, loss, validationAccuracy }) => [
        epoch === training.bestEpoch ? `${epoch} (kept)` : String(epoch),
        decimal(loss, 4),
        percent(validationAccuracy),
      ]),
    },
  };
};
