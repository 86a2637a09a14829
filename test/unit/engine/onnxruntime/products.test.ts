import { expect, it } from 'vitest';
import { apply, nodesFor, parameter } from '../../../../src/engine/onnxruntime/graph.ts';
import { productsInInt8 } from '../../../../src/engine/onnxruntime/passes/int8.ts';
import { largestProduct } from '../../../../src/engine/onnxruntime/products.ts';

const matrix = (...shape: number[]) => parameter('float32', shape);

it('counts rows × columns × what is summed over, of the largest product and of nothing else', () => {
  const x = matrix(2, 3, 5);
  const product = apply('MatMul', [x, matrix(5, 7)], 'float32', [2, 3, 7]);
  const smaller = apply('MatMul', [x, matrix(5, 6)], 'float32', [2, 3, 6]);
  const other = apply('Add', [product, matrix(9, 2, 3, 7)], 'float32', [9, 2, 3, 7]);
  expect(largestProduct([smaller.node!, product.node!, other.node!])).toBe(2 * 3 * 5 * 7);
  expect(largestProduct([other.node!])).toBe(0);
});

it('sees a transposed first factor', () => {
  const attributes = { transA: 1 };
  const product = apply('Gemm', [matrix(5, 3), matrix(5, 7)], 'float32', [3, 7], { attributes });
  expect(largestProduct([product.node!])).toBe(3 * 5 * 7);
});

it('counts products in 8-bit integers as those in floats that they stand for', () => {
  const weight = matrix(7, 5);
  const y = apply('Gemm', [matrix(3, 5), weight], 'float32', [3, 7], { attributes: { transB: 1 } });
  const bytes = { values: parameter('int8', [5, 7]), scales: new Float32Array(7).fill(1) };
  const quantized = productsInInt8([y], value => (value === weight ? bytes : null));
  expect(nodesFor(quantized).some(node => node.op === 'Gemm')).toBe(false);
  expect(largestProduct(nodesFor(quantized))).toBe(largestProduct(nodesFor([y])));
});
