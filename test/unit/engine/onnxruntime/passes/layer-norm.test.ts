import { describe, expect, it } from 'vitest';
import { constant, nodesFor, scalar, type Value } from '../../../../../src/engine/onnxruntime/graph.ts';
import { fuseLayerNorm } from '../../../../../src/engine/onnxruntime/passes/layer-norm.ts';
import { Random } from '../../random.ts';
import { expectSame, givenFor, operators } from '../compute.ts';
import { add, input, mul, normalized, reduce, sub, unary } from './nodes.ts';

/** The operators that are left; the numbers must be as before. */
function left(...values: Value[]): Record<string, number> {
  const fused = fuseLayerNorm(values);
  expectSame(values, fused, givenFor(values, new Random(3)), '', 2e-5);
  return operators(...fused);
}

const UNFUSED = { ReduceMean: 2, Sub: 1, Mul: 2, Add: 1, Sqrt: 1, Reciprocal: 1 };
const KERNEL = { LayerNormalization: 1 };

describe('fuseLayerNorm', () => {
  it('takes the whole layer for one kernel', () => {
    const layer = (...shape: number[]) =>
      add(mul(normalized(input(...shape)).out, input(shape.at(-1)!)), input(shape.at(-1)!));
    expect(left(layer(2, 8))).toEqual(KERNEL);
    expect(left(layer(2, 3, 16))).toEqual(KERNEL);
    expect(left(layer(8))).toEqual(KERNEL);
    const { out } = normalized(input(2, 8));
    expect(left(add(input(8), mul(input(8), out)))).toEqual(KERNEL);
  });

  it('passes ε on, and takes one of a shape with axes', () => {
    for (const epsilon of [1e-12, 0.5]) {
      const { out } = normalized(input(2, 8), constant('float32', Float32Array.of(epsilon), [1, 1]));
      const [fused] = fuseLayerNorm([out]) as [Value];
      expect(fused.node?.attributes).toEqual({ axis: -1, epsilon: { float: Math.fround(epsilon) } });
      expect(left(out)).toEqual(KERNEL);
    }
  });

  it('gives a gradient the normalized input and the inverse deviation from the same kernel', () => {
    const { out, inverse } = normalized(input(4, 8));
    expect(left(out, inverse)).toEqual(KERNEL);
    expect(left(add(mul(out, input(8)), input(8)), out, inverse)).toEqual({ ...KERNEL, Mul: 1, Add: 1 });
    const gradient = mul(unary('Neg', inverse), out);
    expect(left(add(mul(out, input(8)), input(8)), gradient)).toEqual({ ...KERNEL, Mul: 2, Add: 1, Neg: 1 });
  });

  it('is stable where the mean is large beside the deviation', () => {
    const { out } = normalized(input(4, 64));
    const random = new Random(4);
    const given = givenFor([out], random, () => 1000 + random.number());
    expectSame([out], fuseLayerNorm([out]), given, '', 1e-3);
  });

  it('gives 0 where all numbers are equal', () => {
    const { out } = normalized(input(4, 8), scalar(1e-12));
    expectSame(
      [out],
      fuseLayerNorm([out]),
      givenFor([out], new Random(4), () => 4),
    );
  });

  it('keeps shift and scale beside the kernel where they are not over the last axis', () => {
    const { out } = normalized(input(8, 8));
    expect(left(add(mul(out, input(8, 1)), input(8)))).toEqual({ ...KERNEL, Mul: 1, Add: 1 });
    expect(left(add(mul(out, input(8)), input(8, 1)))).toEqual({ ...KERNEL, Mul: 1, Add: 1 });
  });

  it('keeps a weight that makes one column many', () => {
    const { out } = normalized(input(4, 1));
    expect(left(add(mul(out, input(3)), input(3)))).toEqual({ ...KERNEL, Mul: 1, Add: 1 });
  });

  it.each([
    ['another axis', normalized(input(4, 4), scalar(1e-5), 0).out],
    ['an ε that is not known', normalized(input(4, 4), input()).out],
    [
      'an ε that is not one number',
      normalized(input(2, 4), constant('float32', Float32Array.of(1, 2), [2, 1])).out,
    ],
    [
      'an ε that adds an axis',
      normalized(input(2, 4), constant('float32', Float32Array.of(1), [1, 1, 1])).out,
    ],
  ])('keeps %s', (_, value) => {
    expect(left(value)).toEqual(UNFUSED);
  });

  it('keeps what takes the centered input too', () => {
    const { out, centered } = normalized(input(2, 4));
    expect(left(out, centered)).toEqual(UNFUSED);
    expect(left(out, unary('Exp', centered))).toEqual({ ...UNFUSED, Exp: 1 });
  });

  it('keeps what only looks like it', () => {
    const [x, y] = [input(2, 4), input(2, 4)];
    const centered = sub(x, reduce('ReduceMean', y, 1));
    const variance = reduce('ReduceMean', mul(centered, centered), 1);
    const inverse = unary('Reciprocal', unary('Sqrt', add(variance, scalar(1e-5))));
    expect(left(mul(centered, inverse))).toEqual(UNFUSED);
    const sum = normalized(x);
    const other = unary('Reciprocal', unary('Sqrt', add(reduce('ReduceSum', mul(y, y), 1), scalar(1))));
    expect(left(mul(sum.centered, other))).toMatchObject({ Sqrt: 1, ReduceSum: 1 });
  });

  it('fuses each of two layers in a row', () => {
    const first = add(mul(normalized(input(3, 8)).out, input(8)), input(8));
    const second = add(mul(normalized(first).out, input(8)), input(8));
    expect(left(second)).toEqual({ LayerNormalization: 2 });
    expect(nodesFor(fuseLayerNorm([second, first]))).toHaveLength(2);
  });
});
