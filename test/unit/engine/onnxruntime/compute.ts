import { expect } from 'vitest';
import {
  arrayOf,
  type ElementArray,
  type Node,
  nodesFor,
  type Value,
} from '../../../../src/engine/onnxruntime/graph.ts';
import { writeModel } from '../../../../src/engine/onnxruntime/onnx.ts';
import { loadOnnxruntime } from '../../../../src/engine/onnxruntime/package.ts';
import { Runtime } from '../../../../src/engine/onnxruntime/runtime.ts';
import type { Random } from '../random.ts';

export const runtime = new Runtime(loadOnnxruntime(), { provider: 'cpu', threads: 1 });

export type Given = ReadonlyMap<Value, ElementArray>;

export interface Computed {
  readonly type: string;
  readonly shape: readonly number[];
  readonly data: ElementArray;
}

/** The values as ONNX Runtime computes them, in a session that is gone afterwards. */
export function compute(outputs: readonly Value[], given: Given): Computed[] {
  const nodes = nodesFor(outputs);
  const inputs = new Map([...given.keys()].map((value, i) => [`in${i}`, value]));
  const names = outputs.map((_, i) => `out${i}`);
  const model = writeModel(nodes, {
    inputs,
    outputs: new Map(outputs.map((value, i) => [names[i]!, value])),
  });
  const session = runtime.session(model);
  try {
    const feeds = Object.fromEntries(
      [...inputs].map(([name, value]) => [name, runtime.tensor(value.type, given.get(value)!, value.shape)]),
    );
    const results = session.run(feeds, Object.fromEntries(names.map(name => [name, null])));
    return names.map(name => {
      const { type, dims, data } = results[name]!;
      return { type, shape: dims, data: data.slice() as ElementArray };
    });
  } finally {
    session.dispose();
  }
}

/** The numbers of one value without inputs. */
export function numbers(value: Value, given: Given = new Map()): number[] {
  return Array.from(compute([value], given)[0]!.data as ArrayLike<number>, Number);
}

/** Random numbers for every parameter that the values need. */
export function givenFor(outputs: readonly Value[], random: Random, of = () => random.number()): Given {
  const parameters = new Set(
    [...nodesFor(outputs).flatMap(node => node.inputs), ...outputs].filter(
      value => value?.source.kind === 'parameter',
    ),
  ) as ReadonlySet<Value>;
  return new Map(
    [...parameters].map(value => {
      const fill = () => (value.type === 'float32' ? of() : Math.round(random.number(-9, 9)));
      return [value, arrayOf(value.type, Array.from({ length: value.size }, fill))];
    }),
  );
}

/** How many nodes of each operator the values need. */
export function operators(...outputs: readonly Value[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { op } of nodesFor(outputs)) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}

/**
 * Expects equal types, shapes and numbers to rounding, NaN and the infinities in the same places; and that both graphs
 * know the shapes they compute.
 *
 * @param places how much of the largest number may be lost
 */
export function expectSame(
  before: readonly Value[],
  after: readonly Value[],
  given: Given,
  message = '',
  places = 1e-5,
): void {
  const [expected, actual] = [compute(before, given), compute(after, given)];
  expect(actual.length, message).toBe(expected.length);
  actual.forEach(({ type, shape, data }, i) => {
    const other = expected[i]!;
    expect({ type, shape: [...shape] }, message).toEqual({ type: other.type, shape: [...other.shape] });
    expect([...after[i]!.shape], `${message}: the shape that the graph says`).toEqual([...shape]);
    const wanted = Array.from(other.data as ArrayLike<number>, Number);
    const largest = wanted.reduce((max, n) => (Number.isFinite(n) ? Math.max(max, Math.abs(n)) : max), 1e-30);
    Array.from(data as ArrayLike<number>, Number).forEach((number, at) => {
      const want = wanted[at]!;
      const same = Number.isFinite(want)
        ? Math.abs(number - want) <= places * largest
        : Object.is(number, want);
      if (!same) expect.fail(`${message} output ${i}, place ${at}: ${number}, not ${want}`);
    });
  });
}

/** The shape that a node's output really has must be the one recorded with it, since passes go by it. */
export function expectShapes(outputs: readonly Value[], given: Given, message = ''): void {
  const values = nodesFor(outputs).flatMap((node: Node) => node.outputs);
  if (values.length === 0) return;
  const computed = compute(values, given);
  values.forEach((value, i) => {
    expect([...computed[i]!.shape], `${message}: ${value.node!.op}`).toEqual([...value.shape]);
  });
}
