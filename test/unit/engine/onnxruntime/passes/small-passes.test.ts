import { describe, expect, it } from 'vitest';
import { constant, parameter, scalar, type Value } from '../../../../../src/engine/onnxruntime/graph.ts';
import { fuseGelu } from '../../../../../src/engine/onnxruntime/passes/gelu.ts';
import { gatherScalars } from '../../../../../src/engine/onnxruntime/passes/scalars.ts';
import { fuseSquareSum } from '../../../../../src/engine/onnxruntime/passes/square-sum.ts';
import { Random } from '../../random.ts';
import { expectSame, expectShapes, givenFor, operators } from '../compute.ts';
import { add, expand, gelu, input, mul, reduce, sub, unary } from './nodes.ts';

const by = (pass: (values: readonly Value[]) => Value[]) => {
  /** The operators that are left; the numbers must be as before. */
  return (...values: Value[]): Record<string, number> => {
    const passed = pass(values);
    const given = givenFor(values, new Random(5));
    expectSame(values, passed, given);
    expectShapes(passed, given);
    return operators(...passed);
  };
};

describe('fuseGelu', () => {
  const left = by(fuseGelu);
  const UNFUSED = { Mul: 3, Erf: 1, Add: 1 };

  it('takes it for one kernel, operands in any order', () => {
    expect(left(gelu(input(3, 4)).out)).toEqual({ Gelu: 1 });
    const x = input(7);
    const sum = add(scalar(1), unary('Erf', mul(scalar(Math.SQRT1_2), x)));
    expect(left(mul(sum, mul(scalar(0.5), x)))).toEqual({ Gelu: 1 });
  });

  it('gives what the parts give for NaN and infinities', () => {
    const { out } = gelu(input(5));
    const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -30];
    expectSame(
      [out],
      fuseGelu([out]),
      givenFor([out], new Random(1), () => numbers.pop()!),
    );
  });

  it('keeps the parts where a gradient needs one', () => {
    const { out, erf, sum } = gelu(input(3));
    expect(left(out, erf)).toEqual(UNFUSED);
    expect(left(out, sum)).toEqual(UNFUSED);
    expect(left(out, unary('Neg', sum))).toEqual({ ...UNFUSED, Neg: 1 });
  });

  it('keeps other numbers, other inputs and other shapes', () => {
    expect(left(gelu(input(3), scalar(0.25)).out)).toEqual(UNFUSED);
    expect(left(gelu(input(3), scalar(0.5), scalar(2)).out)).toEqual(UNFUSED);
    expect(left(gelu(input(3), input()).out)).toEqual(UNFUSED);
    const [x, y] = [input(3), input(3)];
    const sum = add(unary('Erf', mul(y, scalar(Math.SQRT1_2))), scalar(1));
    expect(left(mul(mul(x, scalar(0.5)), sum))).toEqual(UNFUSED);
    const deep = constant('float32', Float32Array.of(0.5), [1, 1]);
    expect(left(gelu(input(3), deep).out)).toEqual(UNFUSED);
    expect(left(gelu(input(3), scalar(0.5), expand(scalar(1), 2, 3)).out)).toEqual({ ...UNFUSED, Expand: 1 });
  });
});

describe('fuseSquareSum', () => {
  const left = by(fuseSquareSum);
  const square = (x: Value) => mul(x, x);

  it('takes a sum of squares for one kernel, over any axes', () => {
    expect(left(reduce('ReduceSum', square(input(3, 4))))).toEqual({ ReduceSumSquare: 1 });
    expect(left(reduce('ReduceSum', square(input(3, 4)), 0, false))).toEqual({ ReduceSumSquare: 1 });
    expect(left(reduce('ReduceSum', square(parameter('int32', [3])), 0))).toEqual({ ReduceSumSquare: 1 });
  });

  it('squares a number that has no axis to sum over', () => {
    expect(left(reduce('ReduceSum', square(input())))).toEqual({ ReduceSumSquare: 1 });
  });

  it('keeps products of two tensors, other reductions, and squares that are used otherwise', () => {
    expect(left(reduce('ReduceSum', mul(input(3), input(3))))).toEqual({ ReduceSum: 1, Mul: 1 });
    expect(left(reduce('ReduceMean', square(input(3))))).toEqual({ ReduceMean: 1, Mul: 1 });
    const squared = square(input(3));
    expect(left(reduce('ReduceSum', squared), squared)).toEqual({ ReduceSum: 1, Mul: 1 });
  });
});

describe('gatherScalars', () => {
  const left = by(gatherScalars);
  const number = () => input();

  it('multiplies a tensor once: (x · s) · t', () => {
    expect(left(mul(mul(input(3, 4), number()), number()))).toEqual({ Mul: 2 });
    const four = [number(), number(), number(), number()];
    const x = input(3);
    const gathered = gatherScalars([four.reduce(mul, x)])[0]!;
    expect(gathered.node?.inputs[0]).toBe(x);
    expect(left(four.reduce(mul, x))).toEqual({ Mul: 4 });
    expect(left(mul(number(), mul(input(1, 1), mul(number(), input(2, 2)))))).toEqual({ Mul: 3 });
  });

  it('multiplies the parts of a sum: (x · s + y · t) · u', () => {
    const sum = add(mul(input(3, 4), number()), mul(number(), input(3, 4)));
    expect(left(mul(sum, number()))).toEqual({ Mul: 4, Add: 1 });
  });

  it('pulls decay out of an update: p − (x + p · s)', () => {
    const p = input(3, 4);
    const step = mul(input(3, 4), number());
    expect(left(sub(p, add(step, mul(p, number()))))).toEqual({ Mul: 2, Sub: 2 });
    expect(left(sub(p, add(mul(number(), p), step)))).toEqual({ Mul: 2, Sub: 2 });
    expect(left(sub(p, add(input(4), mul(p, number()))))).toEqual({ Mul: 1, Sub: 2 });
    const row = input(4);
    expect(left(sub(row, add(input(3, 4), mul(row, number()))))).toEqual({ Mul: 1, Sub: 2 });
  });

  it('keeps what is used otherwise', () => {
    const scaled = mul(input(3), number());
    const graph = [mul(scaled, number()), scaled];
    expect(operators(...gatherScalars(graph))).toEqual(operators(...graph));
    expect(left(...graph)).toEqual({ Mul: 2 });
    const p = input(3);
    const pull = add(input(3), mul(p, number()));
    expect(left(sub(p, pull), pull)).toEqual({ Mul: 1, Add: 1, Sub: 1 });
  });

  it('keeps tensors that are broadcast, another parameter, and integers', () => {
    const row = add(mul(input(4), number()), mul(input(3, 4), number()));
    expect(left(mul(row, number()))).toEqual({ Mul: 3, Add: 1 });
    expect(left(mul(mul(input(3), input(1, 1)), number()))).toEqual({ Mul: 2 });
    expect(left(mul(mul(input(4), input(3, 1)), number()))).toEqual({ Mul: 2 });
    expect(left(sub(input(3), add(input(3), mul(input(3), number()))))).toEqual({ Mul: 1, Add: 1, Sub: 1 });
    expect(left(sub(add(input(3), mul(input(3), number())), input(3)))).toEqual({ Mul: 1, Add: 1, Sub: 1 });
    const whole = parameter('int32', [3]);
    expect(left(sub(whole, add(whole, mul(whole, scalar(2, 'int32')))))).toEqual({ Mul: 1, Add: 1, Sub: 1 });
  });
});
