import { describe, expect, test } from 'vitest';
import { apply, applyMany, constant, type Value } from '../../../../../src/engine/onnxruntime/graph.ts';
import { mergeSubexpressions } from '../../../../../src/engine/onnxruntime/passes/subexpressions.ts';
import { Random } from '../../random.ts';
import { expectSame, expectShapes, givenFor, operators } from '../compute.ts';
import { add, input, mul, reduce, reshaped, sub, transpose, unary } from './nodes.ts';

/** The operators that are left; the numbers must be as before. */
function merged(...values: Value[]): Record<string, number> {
  const outputs = mergeSubexpressions(values);
  const given = givenFor(values, new Random(3));
  expectSame(values, outputs, given);
  expectShapes(outputs, given);
  return operators(...outputs);
}

const numbers = (...of: number[]) => constant('float32', Float32Array.from(of), [of.length]);
const many = (length: number) => numbers(...Array.from({ length }, (_, i) => i));

describe('are computed once', () => {
  test('the same operator of the same inputs', () => {
    const x = input(2, 3);
    expect(merged(add(unary('Exp', x), unary('Exp', x)))).toEqual({ Exp: 1, Add: 1 });
  });

  test('whole trees, whose leaves are merged first', () => {
    const [x, y] = [input(3), input(3)];
    const tree = () => mul(unary('Exp', sub(x, y)), unary('Neg', sub(x, y)));
    expect(merged(tree(), tree())).toEqual({ Sub: 1, Exp: 1, Neg: 1, Mul: 1 });
  });

  test('what takes constants with equal numbers', () => {
    const x = input(2);
    expect(merged(add(x, numbers(1, 2)), add(x, numbers(1, 2)))).toEqual({ Add: 1 });
    expect(merged(reshaped(x, 1, 2), reshaped(x, 1, 2))).toEqual({ Reshape: 1 });
    expect(merged(add(x, numbers(Number.NaN, 1)), add(x, numbers(Number.NaN, 1)))).toEqual({ Add: 1 });
  });

  test('all outputs of a node that has several', () => {
    const x = input(3, 4);
    const sizes = [2, 2].map(columns => ({ type: 'float32' as const, shape: [3, columns] }));
    const split = () => applyMany('Split', [x], sizes, { attributes: { axis: 1, num_outputs: 2 } });
    const [[a, b], [c, d]] = [split(), split()] as [[Value, Value], [Value, Value]];
    expect(merged(add(a, d), sub(c, b))).toEqual({ Split: 1, Add: 1, Sub: 1 });
  });
});

describe('stay apart', () => {
  test('operators, attributes, axes and the order of inputs that differ', () => {
    const [x, y] = [input(3, 3), input(3, 3)];
    expect(merged(unary('Exp', x), unary('Neg', x))).toEqual({ Exp: 1, Neg: 1 });
    expect(merged(sub(x, y), sub(y, x))).toEqual({ Sub: 2 });
    expect(merged(transpose(x, 0, 1), transpose(x, 1, 0))).toEqual({ Transpose: 2 });
    expect(merged(reduce('ReduceSum', x, 0), reduce('ReduceSum', x, 1))).toEqual({ ReduceSum: 2 });
    expect(merged(reduce('ReduceSum', x, 0), reduce('ReduceSum', x, 0, false))).toEqual({ ReduceSum: 2 });
  });

  test('inputs that differ, though all else is alike', () => {
    expect(merged(unary('Exp', input(2)), unary('Exp', input(2)))).toEqual({ Exp: 2 });
  });

  test('constants of other numbers, shapes or types', () => {
    const x = input(2);
    expect(merged(add(x, numbers(1, 2)), add(x, numbers(1, 3)))).toEqual({ Add: 2 });
    expect(
      merged(apply('Div', [x, numbers(0)], 'float32', [2]), apply('Div', [x, numbers(-0)], 'float32', [2])),
    ).toEqual({
      Div: 2,
    });
    const [flat, column] = [numbers(1, 2), constant('float32', Float32Array.of(1, 2), [2, 1])];
    expect(merged(add(x, flat), add(x, column))).toEqual({ Add: 2 });
    const float = constant('float32', new Float32Array(2), [2]);
    const whole = constant('int32', new Int32Array(2), [2]);
    const size = (value: Value) => apply('Cast', [value], 'int64', [2], { attributes: { to: 7 } });
    expect(merged(size(float), size(whole))).toEqual({ Cast: 2 });
  });

  test('large constants, whose numbers are not compared, unless they are one', () => {
    const x = input(65);
    const large = many(65);
    expect(merged(add(x, many(65)), add(x, many(65)))).toEqual({ Add: 2 });
    expect(merged(add(x, large), add(x, large))).toEqual({ Add: 1 });
    const y = input(64);
    expect(merged(add(y, many(64)), add(y, many(64)))).toEqual({ Add: 1 });
  });
});
