import { describe, expect, it } from 'vitest';
import { sampleRun } from '../../../../fixtures/report/sample-run.ts';
import { asFile, drawFigure, drawFigures } from '../../../../src/report/figures/draw.ts';
import { figureSource } from '../../../../src/report/figures/figure.ts';
import { figuresOf } from '../../../../src/report/figures/figures.ts';
import { DARK, LIGHT } from '../../../../src/report/figures/palette.ts';
import type { Result } from '../../../../src/report/result.ts';
import { errored, HOSTILE, passing } from '../samples.ts';

const { result } = sampleRun(300);
const figure = (id: string, run: Result = result) => figuresOf(figureSource(run)).find(one => one.id === id);
const seriesOf = (id: string, run?: Result) =>
  (figure(id, run)?.option.series ?? []) as { name: string; data: readonly unknown[]; type: string }[];

describe('figuresOf', () => {
  it('draws only what a result has numbers for', () => {
    expect(figuresOf(figureSource(errored))).toEqual([]);
    expect(figuresOf(figureSource(passing)).map(({ id }) => id)).toEqual(['baselines', 'training']);
    expect(figuresOf(figureSource(result)).map(({ id }) => id)).toEqual([
      ...[
        'baselines',
        'learning-curve',
        'similarity',
        'precision-recall',
        'roc',
        'calibration',
        'slices',
        'training',
      ],
    ]);
  });

  it('puts the operating point where the decisions are', () => {
    const {
      truePositives: tp,
      falsePositives: fp,
      trueNegatives: tn,
      falseNegatives: fn,
    } = result.candidate!.confusion;
    const at = (id: string) => seriesOf(id).find(({ name }) => name === 'operating point')?.data;
    expect(at('roc')).toEqual([[fp / (fp + tn), tp / (tp + fn)]]);
    expect(at('precision-recall')).toEqual([[tp / (tp + fn), tp / (tp + fp)]]);
  });

  it('draws the baselines’ curves beside the candidate’s', () => {
    const names = seriesOf('roc').map(({ name }) => name);
    expect(names).toEqual([
      'chance',
      'base-model',
      'text-embedding-3-small',
      'fine-tuned',
      'operating point',
    ]);
  });

  it('counts every pair in the histogram, both classes apart', () => {
    const [same, different] = seriesOf('similarity');
    const sum = (data: readonly unknown[]) => (data as number[]).reduce((total, n) => total + n, 0);
    expect(sum(same!.data)).toBe(result.candidate!.positives);
    expect(sum(different!.data)).toBe(result.candidate!.positives - result.candidate!.n);
  });

  it('draws baselines across the learning curve, and the intervals behind it', () => {
    const series = seriesOf('learning-curve');
    const bar = result.baselines![0]!;
    expect(series.find(({ name }) => name === bar.name)?.data).toEqual([
      [100, bar.errorRate],
      [22_498, bar.errorRate],
    ]);
    expect(series.filter(({ type }) => type === 'custom')).toHaveLength(1);
    const without = {
      ...result,
      learningCurve: result.learningCurve!.map(({ interval: _, ...point }) => point),
    };
    expect(seriesOf('learning-curve', without).filter(({ type }) => type === 'custom')).toEqual([]);
  });

  it('begins the learning curve at the base model, which saw no example', () => {
    const bounds = { low: 0.3, high: 0.4, level: 0.95 };
    const run: Result = {
      ...result,
      baselines: ['base-model', 'b', 'c', 'd', 'e', 'f'].map((name, i) => ({
        ...result.baselines![0]!,
        name,
        errorRate: 0.35 + i / 100,
      })),
      learningCurve: [
        { series: 'base-model', examples: 0, errorRate: 0.36, interval: bounds },
        { series: 'fine-tuned', examples: 6500, errorRate: 0.34, interval: bounds },
      ],
    };
    const lines = seriesOf('learning-curve', run).filter(({ type }) => type === 'line');
    expect(lines.map(({ name }) => name)).toEqual(['b', 'c', 'd', 'e', 'f', 'fine-tuned']);
    expect(lines.at(-1)?.data).toEqual([
      [0, 0.36],
      [6500, 0.34],
    ]);
    const { option, summary } = figure('learning-curve', run)!;
    expect(option.xAxis).toMatchObject({ type: 'value', min: 0, max: 6500 });
    expect(option.yAxis).toMatchObject({ min: 0.25, max: 0.45 });
    expect(summary).toContain('What lies between both was not measured');
    const strokes = lines.map(one => JSON.stringify((one as unknown as { lineStyle: unknown }).lineStyle));
    expect(strokes.indexOf(strokes.at(-1)!)).toBe(lines.length - 1);
  });

  it('leaves out a threshold that is not on the axis', () => {
    const run = { ...result, candidate: { ...result.candidate!, threshold: Number.POSITIVE_INFINITY } };
    expect(seriesOf('similarity', run).map(({ name }) => name)).not.toContain('threshold');
    expect(seriesOf('similarity').map(({ name }) => name)).toContain('threshold');
  });

  it('shows the lowest of many slices', () => {
    const slices = Array.from({ length: 40 }, (_, i) => ({
      ...result.slices![0]!,
      value: `v${i}`,
      accuracy: 0.5 + i / 100,
    }));
    const rows = figure('slices', { ...result, slices })!.table.rows.map(([name]) => name);
    expect(rows).toEqual(Array.from({ length: 16 }, (_, i) => `source = v${i}`));
  });

  it('has words and numbers for each', () => {
    for (const { title, summary, table } of figuresOf(figureSource(result))) {
      expect(summary.length, title).toBeGreaterThan(40);
      expect(table.rows.length, title).toBeGreaterThan(1);
      for (const row of table.rows) expect(row, title).toHaveLength(table.columns.length);
    }
  });
});

describe('drawFigure', () => {
  it('draws the same each time, in whatever order', () => {
    const figures = figuresOf(figureSource(result));
    const forward = figures.map(one => drawFigure(one));
    expect(
      figures
        .toReversed()
        .map(one => drawFigure(one))
        .toReversed(),
    ).toEqual(forward);
  });

  it('shows hostile names as text', () => {
    const evil = `"'><script>alert(1)</script>{a|b} ${HOSTILE[2]}`;
    const run: Result = {
      ...result,
      baselines: result.baselines!.map(one => ({ ...one, name: evil })),
      learningCurve: result.learningCurve!.map(one => ({ ...one, series: evil })),
      slices: result.slices!.map(one => ({ ...one, value: evil })),
      curves: { ...result.curves!, baselines: { [evil]: result.curves!.baselines['base-model']! } },
    };
    for (const [id, svg] of drawFigures(run)) {
      expect(
        ['<script', '\u202e', '\u001b', '<style'].filter(one => svg.includes(one)),
        id,
      ).toEqual([]);
      expect(
        svg.replace(/<\/?(?:svg|rect|path|g|text|defs|clipPath|polygon)\b[^<>]*>/g, ''),
        id,
      ).not.toContain('<');
    }
  });

  it('stands by itself as a file: fixed colours, a ground, nothing outside', () => {
    const file = asFile(drawFigures(result).get('roc')!);
    expect(file).toContain(LIGHT.accent);
    expect(file).not.toMatch(/var\(|href|url\((?!#)/);
    expect(file).toMatch(new RegExp(`^<svg[^>]*><rect[^>]*${LIGHT.ground}`));
  });
});

/** Contrast ratio of two colours (WCAG 2.2). */
function contrast(one: string, other: string): number {
  const luminance = (hex: string) =>
    [1, 3, 5]
      .map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i]!, 0);
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

it.each([
  ['light', LIGHT],
  ['dark', DARK],
])(
  'every colour that says something can be read in the %s theme',
  (_, { ground, raised, line: _line, ...colours }) => {
    for (const [name, value] of Object.entries(colours)) {
      expect(contrast(value, ground), name).toBeGreaterThanOrEqual(4.5);
      expect(contrast(value, raised), name).toBeGreaterThanOrEqual(4.5);
    }
  },
);
