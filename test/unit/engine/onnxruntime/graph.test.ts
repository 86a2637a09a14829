import { describe, expect, it } from 'vitest';
import {
  apply,
  applyMany,
  arrayOf,
  constant,
  type Node,
  nodesFor,
  parameter,
  scalar,
  type Value,
} from '../../../../src/engine/onnxruntime/graph.ts';
import { useCounts } from '../../../../src/engine/onnxruntime/passes/rewrite.ts';
import { Random } from '../random.ts';

const join = (...values: (Value | null)[]) => apply('Sum', values, 'float32', []);

/** Each node once, after all that it needs, and no other. */
function expectOrdered(outputs: readonly Value[]): Node[] {
  const nodes = nodesFor(outputs);
  const place = new Map(nodes.map((node, i) => [node, i]));
  expect(place.size).toBe(nodes.length);
  for (const node of nodes)
    for (const input of node.inputs)
      if (input?.node) expect(place.get(input.node)).toBeLessThan(place.get(node)!);
  for (const { node } of outputs) if (node) expect(place.has(node)).toBe(true);
  return nodes;
}

describe('nodesFor', () => {
  it('orders random graphs', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const values: Value[] = [parameter('float32', []), scalar(1)];
      for (let i = 0; i < 40; i++) {
        const any = () => values[random.integer(0, values.length - 1)]!;
        values.push(random.chance() ? join(any(), any()) : join(any(), null, any(), any()));
      }
      const used = new Set<Value>();
      const outputs = Array.from({ length: 3 }, () => values[random.integer(0, values.length - 1)]!);
      const visit = (value: Value | null) => {
        if (!value || used.has(value)) return;
        used.add(value);
        value.node?.inputs.forEach(visit);
      };
      outputs.forEach(visit);
      expect(expectOrdered(outputs)).toHaveLength([...used].filter(({ node }) => node).length);
    }
  });

  it('takes chains too long to recurse, and graphs with more paths than could be walked', () => {
    let chain: Value = parameter('float32', []);
    for (let i = 0; i < 50_000; i++) chain = join(chain);
    expect(nodesFor([chain])).toHaveLength(50_000);
    let doubled: Value = parameter('float32', []);
    for (let i = 0; i < 200; i++) doubled = join(doubled, doubled);
    expect(expectOrdered([doubled, doubled])).toHaveLength(200);
  });

  it('needs nothing for what no node computes', () => {
    expect(nodesFor([parameter('float32', []), scalar(1)])).toEqual([]);
    expect(nodesFor([])).toEqual([]);
  });

  it('counts a node with several outputs once', () => {
    const [a, b] = applyMany(
      'Pair',
      [null],
      [
        { type: 'float32', shape: [2] },
        { type: 'int32', shape: [] },
      ],
    ) as [Value, Value];
    expect(nodesFor([b, a])).toEqual([a.node]);
    expect([a.type, a.shape, b.type, b.shape]).toEqual(['float32', [2], 'int32', []]);
    expect(expectOrdered([join(a), join(b)])).toHaveLength(3);
  });

  it('stops at a node that was computed since', () => {
    const first = join(parameter('float32', []));
    const second = join(first);
    first.source = { kind: 'stored', tensor: null };
    expect(nodesFor([second])).toEqual([second.node]);
  });
});

describe('values', () => {
  it('know their size and their numbers', () => {
    expect([scalar(1).size, parameter('float32', [2, 0]).size, parameter('bool', [2, 3]).size]).toEqual([
      1, 0, 6,
    ]);
    expect(constant('int32', Int32Array.of(1, 2), [2]).constant).toEqual(Int32Array.of(1, 2));
    expect(join(scalar(1)).constant).toBeNull();
    expect(scalar(1).node).toBeNull();
  });

  it('hold numbers in the array of their type', () => {
    expect(arrayOf('float32', [1.5, -0])).toEqual(Float32Array.of(1.5, -0));
    expect(arrayOf('int32', [2 ** 31, -1.9])).toEqual(Int32Array.of(-(2 ** 31), -1));
    expect(arrayOf('bool', [1, 0])).toEqual(Uint8Array.of(1, 0));
    expect(arrayOf('int64', Int32Array.of(-1, 2))).toEqual(BigInt64Array.of(-1n, 2n));
  });
});

it('useCounts counts inputs and outputs, each as often as it stands there', () => {
  const x = parameter('float32', []);
  const y = join(x, x);
  const uses = useCounts([y, y, join(y)]);
  expect([x, y, scalar(1)].map(uses)).toEqual([2, 3, 0]);
});
