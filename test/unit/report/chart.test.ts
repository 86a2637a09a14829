import { describe, expect, it } from 'vitest';
import { lineChart, thin } from '../../../src/report/chart.ts';

const chart = (ys: readonly number[]) =>
  lineChart({ title: 'T', xTitle: 'epoch', yTitle: 'y', points: ys.map((y, i) => ({ x: i + 1, y })) });

describe('lineChart', () => {
  it('writes a Mermaid block with quoted categories and plain decimals', () => {
    expect(chart([0.5, 1e-7, 0.25]).split('\n')).toEqual([
      '```mermaid',
      'xychart-beta',
      '    title "T"',
      '    x-axis "epoch" ["1", "2", "3"]',
      '    y-axis "y" 0 --> 0.55',
      '    line [0.5, 0, 0.25]',
      '```',
    ]);
  });

  it('gives a level line an axis with some height', () => {
    expect(chart([0.9, 0.9])).toContain('"y" 0.899 --> 0.901');
  });

  it('is empty where there is no line: one point, or one that is not a number', () => {
    expect(chart([])).toBe('');
    expect(chart([1])).toBe('');
    expect(chart([1, Number.NaN])).toBe('');
  });
});

describe('thin', () => {
  it('keeps the first and the last, spread evenly', () => {
    expect(thin([1, 2, 3], 5)).toEqual([1, 2, 3]);
    expect(
      thin(
        Array.from({ length: 101 }, (_, i) => i),
        5,
      ),
    ).toEqual([0, 25, 50, 75, 100]);
  });
});
