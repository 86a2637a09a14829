import { describe, expect, it } from 'vitest';
import { addProduct } from '../../../../src/engine/reference/matrix.ts';
import type { Matrix } from '../../../../src/engine/reference/panels.ts';
import { Random } from '../random.ts';

function dense(values: Float32Array, columns: number, transposed: boolean, rows: number): Matrix {
  return transposed
    ? { values, offset: 0, rowStride: 1, columnStride: rows }
    : { values, offset: 0, rowStride: columns, columnStride: 1 };
}

/** Largest difference from the plain double-precision product, over what rounding may amount to. */
function deviation(rows: number, inner: number, columns: number, seed: number): number {
  const random = new Random(seed);
  const left = dense(random.values(rows * inner), inner, random.chance(), rows);
  const right = dense(random.values(inner * columns), columns, random.chance(), inner);
  const product = new Float32Array(rows * columns);
  addProduct(left, right, product, 0, rows, inner, columns);
  let worst = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      let size = 1;
      for (let k = 0; k < inner; k++) {
        const a = left.values[i * left.rowStride + k * left.columnStride]!;
        const b = right.values[k * right.rowStride + j * right.columnStride]!;
        sum += a * b;
        size += Math.abs(a * b);
      }
      worst = Math.max(worst, Math.abs(product[i * columns + j]! - sum) / (size * 2 ** -23));
    }
  return worst;
}

describe('addProduct', () => {
  it.each([
    [1, 1, 1],
    [3, 5, 4],
    [4, 7, 5],
    [2, 600, 3],
    [7, 1100, 9],
    [300, 300, 6],
    [6, 300, 300],
    [131, 513, 133],
  ])('multiplies %i × %i × %i, whatever the blocks', (rows, inner, columns) => {
    for (let seed = 1; seed <= 4; seed++) expect(deviation(rows, inner, columns, seed)).toBeLessThan(1);
  });

  it('adds to what is there, and touches nothing else', () => {
    const product = Float32Array.from({ length: 8 }, () => 10);
    const row = { values: Float32Array.of(1, 2), offset: 0, rowStride: 2, columnStride: 1 };
    const column = { values: Float32Array.of(3, 4), offset: 0, rowStride: 1, columnStride: 1 };
    addProduct(row, column, product, 3, 1, 2, 1);
    expect(Array.from(product)).toEqual([10, 10, 10, 21, 10, 10, 10, 10]);
  });
});
