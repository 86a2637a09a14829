import { describe, expect, test } from 'vitest';
import {
  type AttributeValue,
  apply,
  constant,
  type ElementArray,
  type ElementType,
  integers,
  parameter,
  scalar,
  type Value,
} from '../../../../src/engine/onnxruntime/graph.ts';
import { compute, numbers } from './compute.ts';

const data = (value: Value, given: ReadonlyMap<Value, ElementArray> = new Map()) => {
  const [{ type, shape, data: array }] = compute([value], given) as [ReturnType<typeof compute>[0]];
  return { type, shape: [...shape], numbers: Array.from(array as ArrayLike<number>, Number) };
};
const floats = (...of: number[]) => constant('float32', Float32Array.from(of), [of.length]);

describe('attributes', () => {
  test.each<[string, AttributeValue, ElementType, number[], number[]]>([
    ['value_int', 7, 'int64', [], [7]],
    ['value_int', 0, 'int64', [], [0]],
    ['value_int', -3, 'int64', [], [-3]],
    ['value_int', 2 ** 40, 'int64', [], [2 ** 40]],
    ['value_int', -(2 ** 40), 'int64', [], [-(2 ** 40)]],
    ['value_ints', [3, -1, 0], 'int64', [3], [3, -1, 0]],
    ['value_float', { float: -0.5 }, 'float32', [], [-0.5]],
    ['value_float', { float: 1 }, 'float32', [], [1]],
    ['value_float', { float: 0.1 }, 'float32', [], [Math.fround(0.1)]],
    ['value_float', { float: Number.NEGATIVE_INFINITY }, 'float32', [], [Number.NEGATIVE_INFINITY]],
  ])('%s %j arrives', (name, attribute, type, shape, wanted) => {
    const value = apply('Constant', [], type, shape, { attributes: { [name]: attribute } });
    expect(data(value)).toEqual({ type, shape, numbers: wanted });
  });

  test.each([
    ['edge', [1, 1, 1, 2, 4]],
    ['reflect', [4, 2, 1, 2, 4]],
  ])('the text %s arrives', (mode, wanted) => {
    const padded = apply('Pad', [floats(1, 2, 4), integers(2, 0)], 'float32', [5], { attributes: { mode } });
    expect(numbers(padded)).toEqual(wanted);
  });
});

describe('numbers written into the graph', () => {
  test.each<[ElementType, ElementArray, number[]]>([
    [
      'float32',
      Float32Array.of(-0.1, 3e38, 1e-40),
      [Math.fround(-0.1), Math.fround(3e38), Math.fround(1e-40)],
    ],
    [
      'float32',
      Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY, -0),
      [Number.NaN, Number.NEGATIVE_INFINITY, -0],
    ],
    ['int32', Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1), [-(2 ** 31), 0, 2 ** 31 - 1]],
    ['bool', Uint8Array.of(1, 0, 1), [1, 0, 1]],
    ['int64', BigInt64Array.of(-(2n ** 52n), 0n, 2n ** 52n), [-(2 ** 52), 0, 2 ** 52]],
  ])('%s', (type, array, wanted) => {
    expect(data(constant(type, array, [3, 1]))).toEqual({ type, shape: [3, 1], numbers: wanted });
  });

  test('a view of a larger buffer is written from where it starts', () => {
    const all = Float32Array.of(1, 2, 3, 4);
    expect(numbers(constant('float32', all.subarray(1, 3), [2]))).toEqual([2, 3]);
  });

  test.each<ElementType>(['float32', 'int32', 'bool', 'int64'])('one %s without axes', type => {
    expect(data(scalar(1, type))).toEqual({ type, shape: [], numbers: [1] });
  });

  test('no numbers at all, in any shape', () => {
    const empty = (...shape: number[]) => constant('float32', new Float32Array(0), shape);
    expect(data(empty(0))).toEqual({ type: 'float32', shape: [0], numbers: [] });
    const joined = apply(
      'Concat',
      [empty(2, 0), constant('float32', Float32Array.of(5, 6), [2, 1])],
      'float32',
      [2, 1],
      {
        attributes: { axis: -1 },
      },
    );
    expect(data(joined)).toEqual({ type: 'float32', shape: [2, 1], numbers: [5, 6] });
  });
});

describe('what is fed', () => {
  test('without axes', () => {
    const x = parameter('float32', []);
    expect(data(apply('Neg', [x], 'float32', []), new Map([[x, Float32Array.of(3)]]))).toEqual({
      type: 'float32',
      shape: [],
      numbers: [-3],
    });
  });

  test('without elements', () => {
    const x = parameter('float32', [0, 2]);
    const sum = apply('ReduceSum', [x, integers(0)], 'float32', [2], { attributes: { keepdims: 0 } });
    expect(data(sum, new Map([[x, new Float32Array(0)]]))).toEqual({
      type: 'float32',
      shape: [2],
      numbers: [0, 0],
    });
  });

  test('and needed by nothing', () => {
    const [x, unused] = [parameter('float32', [1]), parameter('int32', [2])];
    const given = new Map<Value, ElementArray>([
      [unused, Int32Array.of(1, 2)],
      [x, Float32Array.of(4)],
    ]);
    expect(numbers(apply('Sqrt', [x], 'float32', [1]), given)).toEqual([2]);
  });
});

describe('outputs', () => {
  const x = parameter('float32', [2]);
  const given = new Map([[x, Float32Array.of(1, -2)]]);
  const outputs = (...values: Value[]) =>
    compute(values, given).map(found => Array.from(found.data as Float32Array));

  test('that are an input, beside what is made of it', () => {
    expect(outputs(x, apply('Neg', [x], 'float32', [2]), x)).toEqual([
      [1, -2],
      [-1, 2],
      [1, -2],
    ]);
  });

  test('that are a constant, used by a node or not', () => {
    const [used, alone] = [floats(3, 4), floats(5)];
    expect(outputs(used, apply('Add', [x, used], 'float32', [2]), alone, alone)).toEqual([
      [3, 4],
      [4, 2],
      [5],
      [5],
    ]);
  });

  test('asked for twice, and needed in the graph as well', () => {
    const doubled = apply('Add', [x, x], 'float32', [2]);
    const more = apply('Mul', [doubled, doubled], 'float32', [2]);
    expect(outputs(doubled, more, doubled)).toEqual([
      [2, -4],
      [4, 16],
      [2, -4],
    ]);
  });
});

test('an input left out keeps the place of the next', () => {
  const clipped = apply('Clip', [floats(-5, 0, 5), null, scalar(2)], 'float32', [3]);
  expect(numbers(clipped)).toEqual([-5, 0, 2]);
});
