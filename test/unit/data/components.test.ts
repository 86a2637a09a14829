import { describe, expect, it } from 'vitest';
import { componentNumbers, components } from '../../../src/data/components.ts';

describe('groups of pairs that share texts', () => {
  it('are numbered by their first pairs', () => {
    // 0–1, 2–3, 1–4 and 5–5: the third pair belongs to the first by text 1.
    expect([...componentNumbers([0, 2, 1, 5], [1, 3, 4, 5], 6)]).toEqual([0, 1, 0, 2]);
  });

  it('give each pair the number of the group that has it', () => {
    const random = (seed: number) => Array.from({ length: 200 }, (_, i) => (i * i * seed + 7 * i) % 151);
    const [first, second] = [random(3), random(5)];
    const groups = components(first, second, 151);
    const numbers = componentNumbers(first, second, 151);
    const members = Array.from({ length: groups.length }, (_, group) => [...groups.members(group)]);
    expect(members.flat().sort((a, b) => a - b)).toEqual([...numbers.keys()]);
    for (const [group, pairs] of members.entries())
      expect(pairs.every(pair => numbers[pair] === group)).toBe(true);
  });
});
