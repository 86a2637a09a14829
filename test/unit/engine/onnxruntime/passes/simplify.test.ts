import { describe, expect, it } from 'vitest';
import {
  apply,
  constant,
  parameter,
  scalar,
  type Value,
} from '../../../../../src/engine/onnxruntime/graph.ts';
import { simplify } from '../../../../../src/engine/onnxruntime/passes/simplify.ts';
import { Random } from '../../random.ts';
import { expectSame, givenFor, operators } from '../compute.ts';
import { add, div, expand, input, max, min, mul, reshaped, sub, transpose, unary } from './nodes.ts';

/** The operators that are left; the numbers must be as before. */
function left(value: Value, of?: () => number): Record<string, number> {
  const simple = simplify([value]);
  expectSame([value], simple, givenFor([value], new Random(1), of));
  return operators(...simple);
}

const ones = (...shape: number[]) =>
  constant('float32', new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1), shape);

describe('simplify: numbers', () => {
  it.each([
    ['Neg', unary('Neg', scalar(3))],
    ['Sqrt', unary('Sqrt', scalar(2))],
    ['Sqrt of a negative number', unary('Sqrt', scalar(-2))],
    ['Reciprocal of 0', unary('Reciprocal', scalar(0))],
    ['Reciprocal of -0', unary('Reciprocal', scalar(-0))],
    ['Add', add(scalar(0.1), scalar(0.2))],
    ['Sub', sub(scalar(1), scalar(3))],
    ['Mul beyond the largest float', mul(scalar(1e30), scalar(1e30))],
    ['Mul of 0 and infinity', mul(scalar(0), scalar(Number.POSITIVE_INFINITY))],
    ['Div by 0', div(scalar(-1), scalar(0))],
    ['Div of 0 by 0', div(scalar(0), scalar(0))],
    ['Max', max(scalar(1), scalar(2))],
    ['Max with NaN', max(scalar(1), scalar(Number.NaN))],
    ['Min with NaN', min(scalar(Number.NaN), scalar(1))],
    ['shapes of one element that add an axis', add(scalar(1), ones(1, 1))],
    ['a chain', unary('Sqrt', add(mul(scalar(3), scalar(3)), mul(scalar(4), scalar(4))))],
  ])('computes %s', (_, value) => {
    expect(left(value)).toEqual({});
  });

  it('leaves integers, which wrap around, and longer constants to the runtime', () => {
    const big = constant('int32', Int32Array.of(2 ** 31 - 1), []);
    expect(left(add(big, scalar(1, 'int32')))).toEqual({ Add: 1 });
    expect(left(mul(big, scalar(3, 'int32')))).toEqual({ Mul: 1 });
    expect(left(unary('Neg', ones(2)))).toEqual({ Neg: 1 });
    expect(left(unary('Exp', scalar(1)))).toEqual({ Exp: 1 });
  });
});

describe('simplify: layouts', () => {
  it('joins reshapes and drops one that changes nothing', () => {
    expect(left(reshaped(reshaped(reshaped(input(2, 6), 12), 3, 4), 4, 3))).toEqual({ Reshape: 1 });
    expect(left(reshaped(reshaped(input(2, 6), 12), 2, 6))).toEqual({});
    expect(left(reshaped(input(0, 3), 3, 0))).toEqual({ Reshape: 1 });
  });

  it('gives a constant its shape', () => {
    const [value] = simplify([reshaped(ones(2, 3), 6)]) as [Value];
    expect(value.constant).toEqual(new Float32Array(6).fill(1));
    expect(value.shape).toEqual([6]);
  });

  it('joins transpositions, and takes those that move nothing for reshapes', () => {
    expect(left(transpose(transpose(input(2, 3, 4), 1, 2, 0), 1, 0, 2))).toEqual({ Transpose: 1 });
    expect(left(transpose(transpose(input(2, 3, 4), 1, 2, 0), 2, 0, 1))).toEqual({});
    expect(left(transpose(input(2, 1, 4), 1, 0, 2))).toEqual({ Reshape: 1 });
    expect(left(transpose(input(2, 3), 0, 1))).toEqual({});
    expect(left(transpose(input(0, 3), 1, 0))).toEqual({ Transpose: 1 });
  });

  it('keeps transpositions that move something', () => {
    expect(left(transpose(input(2, 3), 1, 0))).toEqual({ Transpose: 1 });
    expect(left(transpose(unary('Neg', transpose(input(2, 3), 1, 0)), 1, 0))).toEqual({
      Transpose: 2,
      Neg: 1,
    });
  });
});

describe('simplify: neutral operands', () => {
  const x = () => input(2, 3);

  it.each([
    ['x + 0', add(x(), scalar(0))],
    ['0 + x', add(scalar(0), x())],
    ['x - 0', sub(x(), scalar(0))],
    ['x · 1', mul(x(), scalar(1))],
    ['1 · x', mul(scalar(1), x())],
    ['x / 1', div(x(), scalar(1))],
    ['x · ones', mul(x(), expand(scalar(1), 2, 3))],
    ['x + zeros in another shape', add(x(), reshaped(expand(scalar(0), 3), 1, 3))],
    ['an integer + 0', add(parameter('int32', [3]), scalar(0, 'int32'))],
  ])('drops %s', (_, value) => {
    expect(left(value)).toEqual({});
  });

  it.each([
    ['0 - x', sub(scalar(0), x()), { Sub: 1 }],
    ['1 / x', div(scalar(1), x()), { Div: 1 }],
    ['x · 0', mul(x(), scalar(0)), { Mul: 1 }],
    ['x + 1', add(x(), scalar(1)), { Add: 1 }],
    ['x + an unknown number', add(x(), input()), { Add: 1 }],
    ['more axes', add(x(), constant('float32', Float32Array.of(0), [1, 1, 1])), { Add: 1 }],
    ['more rows', add(input(1, 3), expand(scalar(0), 2, 3)), { Add: 1, Expand: 1 }],
    ['a number + zeros', add(input(), expand(scalar(0), 2)), { Add: 1, Expand: 1 }],
  ])('keeps %s', (_, value, kept) => {
    expect(left(value)).toEqual(kept);
  });

  it('keeps x · 0 where x is not finite', () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, 1];
    expect(left(mul(x(), scalar(0)), () => values.pop() ?? 0)).toEqual({ Mul: 1 });
  });
});

describe('simplify: uniform operands', () => {
  it('takes the number for the filled tensor, on either side', () => {
    expect(left(mul(input(2, 3), expand(scalar(5), 2, 3)))).toEqual({ Mul: 1 });
    expect(left(sub(expand(scalar(5), 2, 3), input(2, 3)))).toEqual({ Sub: 1 });
    expect(left(max(expand(scalar(5), 3), input(2, 3)))).toEqual({ Max: 1 });
    expect(left(add(parameter('int32', [3]), expand(scalar(7, 'int32'), 3)))).toEqual({ Add: 1 });
  });

  it('keeps a tensor that is filled with a vector, or that gives the result its shape', () => {
    const vector = constant('float32', Float32Array.of(1, 2, 3), [3]);
    expect(left(mul(input(2, 3), expand(vector, 2, 3)))).toEqual({ Mul: 1, Expand: 1 });
    expect(left(mul(input(3), expand(scalar(5), 2, 3)))).toEqual({ Mul: 1, Expand: 1 });
    expect(left(apply('Equal', [input(3), expand(scalar(5), 3)], 'bool', [3]))).toEqual({
      Equal: 1,
      Expand: 1,
    });
  });
});

describe('simplify: divisions', () => {
  it('multiplies by the inverse of a known number, and of an unknown one', () => {
    expect(left(div(input(2, 3), scalar(3)))).toEqual({ Mul: 1 });
    expect(left(div(input(2, 3), scalar(Number.POSITIVE_INFINITY)))).toEqual({ Mul: 1 });
    expect(left(div(input(2, 3), input()))).toEqual({ Mul: 1, Reciprocal: 1 });
    expect(left(div(input(3), input(1, 1)))).toEqual({ Mul: 1, Reciprocal: 1 });
  });

  it.each([
    ['0', 0],
    ['-0', -0],
    ['a number whose inverse is infinite', 1e-40],
    ['a number whose inverse loses places', 3e38],
  ])('keeps a division by %s', (_, number) => {
    for (const of of [() => 0, () => 2, () => -3e38])
      expect(left(div(input(2), scalar(number)), of)).toEqual({ Div: 1 });
  });

  it('divides 0 by an unknown 0 and gets NaN', () => {
    const [x, y] = [input(2), input()];
    const given = new Map([
      [x, Float32Array.of(0, 1)],
      [y, Float32Array.of(0)],
    ]);
    expectSame([div(x, y)], simplify([div(x, y)]), given);
  });

  it('keeps divisions of integers, and those by a tensor', () => {
    expect(left(div(parameter('int32', [2]), scalar(2, 'int32')))).toEqual({ Div: 1 });
    expect(left(div(input(2, 3), input(3)))).toEqual({ Div: 1 });
    expect(left(div(input(), input()))).toEqual({ Div: 1 });
  });
});
