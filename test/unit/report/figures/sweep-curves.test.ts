import { describe, expect, it } from 'vitest';
import { sampleSweep } from '../../../../fixtures/report/sample-sweep.ts';
import { asFile } from '../../../../src/report/figures/draw.ts';
import { drawPanels, sweepFigures } from '../../../../src/report/figures/draw-sweep.ts';
import { sweepFiguresOf } from '../../../../src/report/figures/sweep-curves.ts';
import { sweepFigureSource } from '../../../../src/report/figures/sweep-lines.ts';
import type { SweepSummary } from '../../../../src/report/sweep-summary.ts';
import { HOSTILE } from '../samples.ts';

const BASES = ['models/a', 'models/b', 'models/c'];
const summary = sampleSweep({ bases: BASES.slice(0, 2) });

interface Drawn {
  readonly name: string;
  readonly type: string;
  readonly data: readonly (readonly number[])[];
  readonly lineStyle?: { readonly type?: unknown };
}
const figures = (one: SweepSummary) => sweepFiguresOf(sweepFigureSource(one));
const series = (one: SweepSummary, panel = 0) =>
  (figures(one)[panel]?.option.series ?? []) as unknown as readonly Drawn[];
const axes = (one: SweepSummary) =>
  figures(one).map(({ option }) => {
    const { min, max, type } = option.xAxis as { min: number; max: number; type: string };
    const y = option.yAxis as { min: number; max: number };
    return [type, min, max, y.min, y.max];
  });

describe('error rate by number of examples', () => {
  it('has a panel for each base model, all with the same axes', () => {
    expect(figures(summary).map(({ title }) => title)).toEqual(['models/a', 'models/b']);
    const [first, second] = axes(summary);
    expect(first).toEqual(second);
    expect(first!.slice(0, 2)).toEqual(['log', 100]);
  });

  it('has a line for each dimension, through every size', () => {
    for (const [panel, base] of BASES.slice(0, 2).entries()) {
      for (const dimensions of [64, 256, 512]) {
        const line = series(summary, panel).find(
          ({ name, type }) => name === `${dimensions} dimensions` && type === 'line',
        );
        const rows = summary.trials.filter(row => row.base === base && row.dimensions === dimensions);
        expect(line!.data).toEqual(rows.map(row => [row.examples, row.metrics.error_rate]));
      }
    }
  });

  it('tells lines apart whose names are cut', () => {
    const names = ['0.001', '0.01'].map(
      rate => `64 dimensions, online-contrastive, lora 16, learning rate ${rate}`,
    );
    const [first] = summary.curves;
    const one = { ...summary, curves: names.map(series => ({ ...first!, series })) };
    const lines = series(one).filter(({ type, lineStyle }) => type === 'line' && !lineStyle?.type);
    expect(new Set(lines.filter(({ name }) => name.startsWith('64')).map(({ name }) => name)).size).toBe(2);
  });

  it('draws the fitted curve dashed, through its own formula', () => {
    const curve = summary.curves.find(
      ({ base, series: name }) => base === 'models/a' && name === '64 dimensions',
    )!;
    const lines = series(summary).filter(({ name, type }) => name === '64 dimensions' && type === 'line');
    expect(lines).toHaveLength(2);
    const fit = lines[1]!;
    expect(Array.isArray(fit.lineStyle!.type)).toBe(true);
    const { floor, scale, exponent } = curve.fit!;
    for (const [x = 0, y] of fit.data) expect(y).toBeCloseTo(floor + scale / x ** exponent, 12);
    expect(fit.data.at(-1)![0]).toBeGreaterThan(3200);
  });

  it('has horizontal lines for the base model, the baselines and the target', () => {
    const level = (name: string, panel: number) => {
      const data = series(summary, panel).find(one => one.name === name)!.data;
      expect(new Set(data.map(([, y]) => y)).size).toBe(1);
      return data[0]![1];
    };
    expect([0, 1].map(panel => level('base model, unmodified', panel))).toEqual([
      ...summary.bases.map(({ errorRate }) => errorRate),
    ]);
    expect(level('text-embedding-3-small', 1)).toBe(0.17);
    expect(level('target 10 %', 0)).toBe(summary.target);
  });

  it('shades intervals, and goes through the mean of several seeds', () => {
    expect(series(summary).filter(({ type }) => type === 'custom')).toHaveLength(3);
    const seeded = sampleSweep({ bases: ['models/a'], seeds: [1, 2, 3] });
    const line = series(seeded).find(({ name, type }) => name === '64 dimensions' && type === 'line')!;
    const rates = seeded.trials
      .filter(row => row.examples === 400 && row.dimensions === 64)
      .map(row => row.metrics.error_rate);
    expect(new Set(rates).size).toBe(3);
    expect(line.data.find(([x]) => x === 400)![1]).toBeCloseTo(rates.reduce((sum, one) => sum + one) / 3, 12);
    const each = series(seeded).filter(({ type }) => type === 'scatter');
    expect(each.map(({ data }) => data.length)).toEqual([18, 18, 18]);
  });

  it('draws a single trial, and nothing of none', () => {
    const one = sampleSweep({ bases: ['models/a'], sizes: [800], dimensions: [256] });
    expect(figures(one)).toHaveLength(1);
    expect(asFile([...sweepFigures(one).values()][0]!)).toContain('<svg');
    const none = { ...summary, curves: [] };
    expect(figures(none)).toEqual([]);
    expect(sweepFigures(none)).toEqual(new Map());
  });

  it('gives a line the same look in every panel, whichever others are there', () => {
    const fewer = {
      ...summary,
      curves: summary.curves.filter(one => one.base !== 'models/b' || one.series !== '64 dimensions'),
    };
    const look = (panel: number) =>
      (
        figures(fewer)[panel]!.option.series as unknown as {
          name: string;
          symbol: string;
          itemStyle: unknown;
        }[]
      )
        .filter(({ name }) => name === '512 dimensions')
        .map(({ symbol, itemStyle }) => [symbol, itemStyle])[0];
    expect(look(1)).toEqual(look(0));
  });

  it('says how many lines it leaves out', () => {
    const many = sampleSweep({ bases: ['models/a'], dimensions: [8, 16, 32, 64, 128, 256, 512, 1024] });
    expect(figures(many)[0]!.summary).toContain('2 lines more in report.json');
    expect(figures(summary)[0]!.summary).not.toContain('more in report.json');
  });

  it('is the same SVG for the same sweep, each drawing with names of its own', () => {
    const [file] = [...sweepFigures(summary).values()];
    expect([...sweepFigures(structuredClone(summary)).values()]).toEqual([file]);
    const ids = [...file!.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...drawPanels(summary).keys()]).toEqual(figures(summary).map(({ id }) => id));
    expect(asFile(file!)).not.toContain('var(--');
  });

  it('puts panels beside each other without one above another', () => {
    const [file = ''] = sweepFigures(sampleSweep({ bases: BASES })).values();
    const inner = [...file.matchAll(/<svg x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/g)];
    const boxes = inner.map(found => found.slice(1).map(Number) as [number, number, number, number]);
    expect(boxes).toHaveLength(3);
    const [, width = 0, height = 0] = (/width="(\d+)" height="(\d+)"/.exec(file) ?? []).map(Number);
    for (const [i, [x, y, w, h]] of boxes.entries()) {
      expect(x + w).toBeLessThanOrEqual(width);
      expect(y + h).toBeLessThanOrEqual(height);
      for (const [x2, y2, w2, h2] of boxes.slice(i + 1)) {
        expect(x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y).toBe(true);
      }
    }
  });

  it('takes hostile names for text', () => {
    const evil = `"'><script>alert(1)</script>{a|b} ${HOSTILE.join(' ')}`;
    const curves = summary.curves.map(one => ({ ...one, base: evil, series: evil }));
    const bases = summary.bases.map(one => ({ ...one, base: evil }));
    const baselines = [{ name: evil, errorRate: 0.2 }];
    const [file = ''] = sweepFigures({ ...summary, curves, bases, baselines }).values();
    expect(file).not.toMatch(/<script|\u202e/);
    expect(file.includes('\u001b')).toBe(false);
    expect(file).toContain('&lt;script');
  });
});
