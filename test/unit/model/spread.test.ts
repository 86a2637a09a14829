import { describe, expect, it } from 'vitest';
import { spreadGroups, takeInTurn } from '../../../src/model/spread.ts';
import { random } from '../data/random.ts';

/** Rows around some centers that are far apart, in a mixed order. */
function clouds(seed: number, centers: number, each: number, width: number) {
  const draw = random(seed);
  const of = draw.shuffle(Array.from({ length: centers * each }, (_, i) => i % centers));
  const values = Float32Array.from(
    of.flatMap(cloud =>
      Array.from(
        { length: width },
        (_, i) => (i === cloud % width ? 100 * (1 + cloud) : 0) + draw.below(100) / 100,
      ),
    ),
  );
  return { of, values };
}

describe('spreadGroups', () => {
  it('finds clouds that are far apart, whatever the width', () => {
    for (const width of [2, 65, 130]) {
      const { of, values } = clouds(width, 2, 15, width);
      const group = spreadGroups({ values, width }, 2);
      const pairs = new Set(of.map((cloud, row) => `${cloud} ${group[row]}`));
      expect(pairs.size).toBe(2);
    }
  });

  it('leaves no row with a center that is further than another, once nothing moves', () => {
    const { values } = clouds(3, 4, 10, 4);
    const group = spreadGroups({ values, width: 4 }, 4);
    const middle = (of: number) => {
      const members = [...group.keys()].filter(row => group[row] === of);
      return [0, 1, 2, 3].map(
        i => members.reduce((sum, row) => sum + values[row * 4 + i]!, 0) / members.length,
      );
    };
    const middles = [...new Set(group)].map(of => [of, middle(of)] as const);
    for (const [row, own] of group.entries()) {
      const far = middles.map(
        ([of, center]) =>
          [Math.hypot(...center.map((value, i) => value - values[row * 4 + i]!)), of] as const,
      );
      expect(far.sort((a, b) => a[0] - b[0])[0]![1]).toBe(own);
    }
  });

  it('numbers groups from 0 in the order of their first rows, and has no more than there are rows', () => {
    const group = spreadGroups({ values: Float32Array.of(5, 5, 0, 9), width: 1 }, 10);
    expect([...new Set(group)]).toEqual([0, 1, 2].slice(0, new Set(group).size));
    expect(group[0]).toBe(group[1]);
    expect(new Set(group).size).toBe(3);
    expect(spreadGroups({ values: new Float32Array(0), width: 3 }, 4)).toHaveLength(0);
  });
});

describe('takeInTurn', () => {
  it('takes the first of each group before the second of any', () => {
    expect(takeInTurn(Int32Array.of(0, 0, 1, 0, 2, 1), 5)).toEqual([0, 2, 4, 1, 5]);
    expect(takeInTurn(Int32Array.of(0, 0), 9)).toEqual([0, 1]);
  });
});
