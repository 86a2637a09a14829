import { describe, expect, it } from 'vitest';
import {
  apply,
  constant,
  type ElementArray,
  nodesFor,
  type Value,
} from '../../../../../src/engine/onnxruntime/graph.ts';
import { productsInInt8 } from '../../../../../src/engine/onnxruntime/passes/int8.ts';
import { mergeSubexpressions } from '../../../../../src/engine/onnxruntime/passes/subexpressions.ts';
import { Random } from '../../random.ts';
import { compute, expectShapes, operators } from '../compute.ts';
import { gemm, input, matMul } from './nodes.ts';

const [ROWS, DEPTH, COLUMNS] = [9, 37, 11];

/** A known matrix of bytes, whatever the weight. */
function matrix(seed: number) {
  const random = new Random(seed);
  const values = Int8Array.from({ length: DEPTH * COLUMNS }, () => random.integer(-64, 64));
  const scales = Float32Array.from({ length: COLUMNS }, () => random.number(0.001, 0.1));
  return { values, scales, given: { values: constant('int8', values, [DEPTH, COLUMNS]), scales } };
}

/** Rows of very different sizes: one of zeros, one tiny, one huge, one that is not symmetric. */
function rowsOfX(seed: number): Float32Array {
  const x = new Random(seed).values(ROWS * DEPTH);
  const size = [1, 0, 1e-20, 1e6, 3, 0.1, 1, 1, 1];
  return x.map(
    (value, i) => size[Math.floor(i / DEPTH)]! * (Math.floor(i / DEPTH) === 6 ? value + 5 : value),
  );
}

/** The product as the docstring says it, in double precision: an oracle that shares nothing with the graph. */
function oracle(
  x: Float32Array,
  { values, scales }: { values: Int8Array; scales: Float32Array },
  row: number,
  column: number,
): number {
  const of = x.subarray(row * DEPTH, (row + 1) * DEPTH);
  const scale = Math.fround(Math.fround(Math.max(...of.map(Math.abs))) / 127);
  if (scale === 0) return 0;
  let sum = 0;
  of.forEach((value, at) => {
    sum += Math.round(value / scale) * values[at * COLUMNS + column]!;
  });
  return sum * scale * scales[column]!;
}

const run = (values: Value[], given: Map<Value, ElementArray>) =>
  compute(values, given).map(({ data }) => Array.from(data as Float32Array));

describe('productsInInt8', () => {
  it.each([0, 1])('gives scale · scale · the sum of bytes, row by row (transposed: %d)', transposed => {
    const x = input(ROWS, DEPTH);
    const weight = transposed ? input(COLUMNS, DEPTH) : input(DEPTH, COLUMNS);
    const known = matrix(1);
    const asked: boolean[] = [];
    const [y] = productsInInt8([gemm(x, weight, 0, transposed)], (value, turned) => {
      expect(value).toBe(weight);
      asked.push(turned);
      return known.given;
    });
    expect(asked).toEqual([transposed === 1]);
    const numbers = rowsOfX(2);
    const given = new Map([[x, numbers]]);
    expectShapes([y!], given);
    const [actual] = run([y!], given);
    actual!.forEach((value, i) => {
      const [row, column] = [Math.floor(i / COLUMNS), i % COLUMNS];
      const wanted = oracle(numbers, known, row, column);
      // One step of one byte is what rounding the quotient in 32 bits may cost.
      const step = (Math.max(...numbers.subarray(row * DEPTH, (row + 1) * DEPTH).map(Math.abs)) / 127) * 6.4;
      expect(Math.abs(value - wanted), `row ${row}, column ${column}`).toBeLessThanOrEqual(
        1e-5 * Math.abs(wanted) + 1e-4 * step,
      );
    });
  });

  it('keeps scale and bias of the product', () => {
    const [x, weight, bias] = [input(ROWS, DEPTH), input(DEPTH, COLUMNS), input(COLUMNS)];
    const known = matrix(3);
    const plain = gemm(x, weight);
    const both = apply('Gemm', [x, weight, bias], 'float32', plain.shape, {
      attributes: { transA: 0, transB: 0, alpha: { float: 0.25 } },
    });
    const [y, z] = productsInInt8([plain, both], () => known.given);
    const biases = new Random(5).values(COLUMNS);
    const given = new Map([
      [x, rowsOfX(4)],
      [bias, biases],
    ]);
    const [without, with_] = run([y!, z!], given);
    with_!.forEach((value, i) => {
      const wanted = 0.25 * without![i]! + biases[i % COLUMNS]!;
      expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-5 * (Math.abs(wanted) + 1));
    });
  });

  it('gives a row the same bits whatever stands beside it', () => {
    const known = matrix(6);
    const numbers = rowsOfX(7);
    const all = input(ROWS, DEPTH);
    const [together] = run(
      productsInInt8([gemm(all, input(DEPTH, COLUMNS))], () => known.given),
      new Map([[all, numbers]]),
    );
    for (let row = 0; row < ROWS; row++) {
      const one = input(1, DEPTH);
      const [alone] = run(
        productsInInt8([gemm(one, input(DEPTH, COLUMNS))], () => known.given),
        new Map([[one, numbers.slice(row * DEPTH, (row + 1) * DEPTH)]]),
      );
      expect(alone).toEqual(together!.slice(row * COLUMNS, (row + 1) * COLUMNS));
    }
  });

  it('quantizes rows once for all products of them', () => {
    const x = input(ROWS, DEPTH);
    const [a, b] = [gemm(x, input(DEPTH, COLUMNS)), gemm(x, input(DEPTH, COLUMNS))];
    const made = mergeSubexpressions(productsInInt8([a, b], () => matrix(1).given));
    expect(operators(...made)).toMatchObject({ QuantizeLinear: 1, MatMulIntegerToFloat: 2 });
  });

  it('leaves products of unknown matrices, of transposed rows and of more axes as they are', () => {
    const known = matrix(1).given;
    const values = [
      gemm(input(ROWS, DEPTH), input(DEPTH, COLUMNS)),
      gemm(input(DEPTH, ROWS), input(DEPTH, COLUMNS), 1),
      matMul(input(2, ROWS, DEPTH), input(2, DEPTH, COLUMNS)),
    ];
    expect(productsInInt8(values.slice(0, 1), () => null)).toEqual(values.slice(0, 1));
    expect(nodesFor(productsInInt8(values.slice(1), () => known))).toEqual(nodesFor(values.slice(1)));
  });
});
