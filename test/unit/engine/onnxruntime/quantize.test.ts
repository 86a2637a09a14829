import { describe, expect, it } from 'vitest';
import { quantizeMatrix } from '../../../../src/engine/onnxruntime/quantize.ts';
import { Random } from '../random.ts';

describe('quantizeMatrix', () => {
  it('puts the largest weight of each column at ±64 and the others to the nearest step', () => {
    const weights = Float32Array.of(1, -0.5, 0, 0.25, 2, 0);
    const { values, scales } = quantizeMatrix(weights, { depth: 2, columns: 3, transposed: false });
    expect([...scales]).toEqual([1 / 64, 2 / 64, 0]);
    expect([...values]).toEqual([64, -16, 0, 16, 64, 0]);
  });

  it('is within half a step of every weight, either way round', () => {
    const [depth, columns] = [19, 7];
    const weights = new Random(3).values(depth * columns);
    const turned = Float32Array.from(
      weights,
      (_, i) => weights[(i % depth) * columns + Math.floor(i / depth)]!,
    );
    const straight = quantizeMatrix(weights, { depth, columns, transposed: false });
    const other = quantizeMatrix(turned, { depth, columns, transposed: true });
    expect(other).toEqual(straight);
    weights.forEach((weight, i) => {
      const scale = straight.scales[i % columns]!;
      expect(Math.abs(straight.values[i]! * scale - weight)).toBeLessThanOrEqual(scale / 2 + 1e-7);
    });
  });

  it('leaves room for two products in 16 bits, which is what CPUs without VNNI add in', () => {
    const { values } = quantizeMatrix(new Random(4).values(600), {
      depth: 30,
      columns: 20,
      transposed: false,
    });
    const largest = Math.max(...Array.from(values, Math.abs));
    expect(largest).toBe(64);
    expect(2 * 255 * largest).toBeLessThan(2 ** 15);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('does not hide a weight of %s', weight => {
    const { scales } = quantizeMatrix(Float32Array.of(1, weight), {
      depth: 2,
      columns: 1,
      transposed: false,
    });
    expect(Number.isFinite(scales[0])).toBe(false);
  });
});
