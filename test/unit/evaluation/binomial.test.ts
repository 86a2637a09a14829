import { describe, expect, it } from 'vitest';
import { binomialAtLeast, binomialAtMost, binomialPmf } from '../../../src/evaluation/binomial.ts';

const relative = (ours: number, theirs: number) => Math.abs(ours / theirs - 1);

/** P(X = k) for every k by repeated convolution: no formula in common with the code under test. */
function enumerate(n: number, p: number): number[] {
  let row = [1];
  for (let trial = 0; trial < n; trial++) {
    row = Array.from({ length: row.length + 1 }, (_, k) => (row[k] ?? 0) * (1 - p) + (row[k - 1] ?? 0) * p);
  }
  return row;
}

describe('the binomial distribution', () => {
  it.each([
    [1, 0.5],
    [7, 0.3],
    [20, 0.95],
    [40, 0.5],
    [60, 0.01],
  ])('agrees with enumeration at n = %d, p = %d', (n, p) => {
    const probabilities = enumerate(n, p);
    let below = 0;
    probabilities.forEach((probability, k) => {
      below += probability;
      expect(relative(binomialPmf(k, n, p), probability)).toBeLessThan(1e-12);
      expect(binomialAtMost(k, n, p)).toBeCloseTo(below, 13);
      expect(binomialAtLeast(k, n, p)).toBeCloseTo(1 - below + probability, 13);
    });
  });

  // Computed with 50 digits by mpmath.
  it.each(ORACLE())('P(X ≤ %d), n = %d, p = %d', (k, n, p, pmf, atMost, atLeast) => {
    expect(relative(binomialPmf(k, n, p), pmf)).toBeLessThan(1e-12);
    expect(relative(binomialAtMost(k, n, p), atMost)).toBeLessThan(1e-12);
    expect(relative(binomialAtLeast(k, n, p), atLeast)).toBeLessThan(1e-12);
  });

  it('knows its ends', () => {
    expect(binomialAtMost(-1, 5, 0.3)).toBe(0);
    expect(binomialAtMost(5, 5, 0.3)).toBe(1);
    expect(binomialAtLeast(0, 5, 0.3)).toBe(1);
    expect(binomialAtLeast(6, 5, 0.3)).toBe(0);
    expect([binomialPmf(0, 5, 0), binomialPmf(1, 5, 0), binomialPmf(5, 5, 1)]).toEqual([1, 0, 1]);
    expect(binomialPmf(6, 5, 0.5)).toBe(0);
    expect(binomialAtMost(2, 5, 1)).toBe(0);
    expect(binomialAtMost(2, 5, 0)).toBe(1);
  });
});

function ORACLE(): [number, number, number, number, number, number][] {
  return [
    [499000, 1000000, 0.5, 0.00010798197801891516, 0.02280414993269104, 0.9773038320453279],
    [499500, 1000000, 0.5, 0.0004839415296951451, 0.15889734568165276, 0.8415865958480424],
    [500000, 1000000, 0.5, 0.0007978843613317501, 0.5003989421806658, 0.5003989421806658],
    [498000, 1000000, 0.5, 2.6765681581248823e-7, 3.1804668750412444e-5, 0.9999684629880654],
    [120, 1000000, 0.0001, 0.005560286293255689, 0.9773362318623136, 0.028224054430942128],
    [50, 1000000, 0.0001, 1.2216446052257782e-8, 2.3985360747521685e-8, 0.9999999882310853],
    [999900, 1000000, 0.9999, 0.03986299000814656, 0.5133007914444883, 0.5265621985636583],
    [999990, 1000000, 0.9999, 1.0210145533934622e-30, 1.0, 1.1330837813078217e-30],
    [250, 1000, 0.3, 6.125571029589032e-5, 0.00025980303652893143, 0.999801452673767],
    [100, 1000, 0.3, 1.275046044768482e-52, 1.7183404003299002e-52, 1.0],
    [870000, 1000000, 0.871, 1.3989299301323686e-5, 0.0014464180311902278, 0.9985675712681111],
    [1, 5, 1e-9, 4.9999999800000004e-9, 1.0, 4.99999999e-9],
    [0, 1000000, 1e-9, 0.9990004998328755, 0.9990004998328755, 1.0],
  ];
}
