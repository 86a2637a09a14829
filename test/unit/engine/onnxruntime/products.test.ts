import { expect, it } from 'vitest';
import { apply, parameter } from '../../../../src/engine/onnxruntime/graph.ts';
import { multiplications } from '../../../../src/engine/onnxruntime/products.ts';

const matrix = (...shape: number[]) => parameter('float32', shape);

it('counts rows × columns × what is summed over, of every product and of nothing else', () => {
  const x = matrix(2, 3, 5);
  const product = apply('MatMul', [x, matrix(5, 7)], 'float32', [2, 3, 7]);
  const other = apply('Add', [product, product], 'float32', [2, 3, 7]);
  expect(multiplications([product.node!, other.node!])).toBe(2 * 3 * 5 * 7);
});

it('sees a transposed first factor', () => {
  const attributes = { transA: 1 };
  const product = apply('Gemm', [matrix(5, 3), matrix(5, 7)], 'float32', [3, 7], { attributes });
  expect(multiplications([product.node!])).toBe(3 * 5 * 7);
});
