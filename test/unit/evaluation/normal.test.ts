import { describe, expect, it } from 'vitest';
import { normalTail, normalUpperQuantile, studentUpperQuantile } from '../../../src/evaluation/normal.ts';
import oracle from './statistics-oracle.json';

describe('normalTail', () => {
  // Computed with 50 digits by mpmath: erfc(x / √2) / 2.
  it.each([
    [-3, 0.9986501019683699],
    [-0.1, 0.539827837277029],
    [0, 0.5],
    [1, 0.15865525393145705],
    [1.96, 0.024997895148220435],
    [2, 0.02275013194817921],
    [5, 2.866515718791939e-7],
    [8, 6.220960574271786e-16],
    [30, 4.906713927148187e-198],
  ])('at %d', (x, tail) => {
    expect(Math.abs(normalTail(x) / tail - 1)).toBeLessThan(1e-13);
  });

  it('is continuous where the method changes', () => {
    expect(normalTail(2 - 1e-12) / normalTail(2) - 1).toBeCloseTo(0, 10);
  });
});

describe('normalUpperQuantile', () => {
  it('gives the usual critical values', () => {
    expect(normalUpperQuantile(0.025)).toBeCloseTo(1.959963984540054, 13);
    expect(normalUpperQuantile(0.05)).toBeCloseTo(1.6448536269514722, 13);
    expect(normalUpperQuantile(0.005)).toBeCloseTo(2.5758293035489004, 13);
    expect(normalUpperQuantile(0.5)).toBeCloseTo(0, 15);
  });

  it.each([1e-200, 1e-16, 1e-4, 0.3, 0.5, 0.8, 0.999])('inverts the tail at %d', q => {
    expect(Math.abs(normalTail(normalUpperQuantile(q)) / q - 1)).toBeLessThan(1e-12);
  });
});

describe('studentUpperQuantile', () => {
  it.each(oracle.student)('is scipy’s at $q with $degrees degrees of freedom', ({ q, degrees, value }) => {
    expect(Math.abs(studentUpperQuantile(q, degrees) - value)).toBeLessThan(1e-3);
  });

  it('is the normal quantile with many', () => {
    expect(studentUpperQuantile(0.025, 1e9)).toBeCloseTo(1.959963984540054, 8);
  });
});
