import { describe, expect, it } from 'vitest';
import { type ChangedRows, changedRows, type KeyedRows } from '../../../src/data/changed-rows.ts';
import { random } from './random.ts';

const rows = (...pairs: (readonly [key: number, value: number])[]): KeyedRows => ({
  keys: Int32Array.from(pairs, ([key]) => key),
  values: Int32Array.from(pairs, ([, value]) => value),
});
const plain = (changed: ChangedRows) =>
  Object.fromEntries(Object.entries(changed).map(([name, found]) => [name, [...found]]));

describe('changedRows', () => {
  it('says which rows came, went and were relabelled', () => {
    const base = rows([1, 0], [2, 1], [3, 0], [4, 1]);
    const head = rows([4, 1], [2, 0], [5, 1], [1, 0]);
    expect(plain(changedRows(base, head))).toEqual({
      added: [2],
      removed: [2],
      relabelled: [1],
      before: [1],
    });
  });

  it('takes the first of repeated rows for those that were there', () => {
    expect(plain(changedRows(rows([1, 0]), rows([1, 0], [2, 0], [1, 0])))).toMatchObject({ added: [1, 2] });
    expect(plain(changedRows(rows([1, 0], [1, 0], [1, 1]), rows([1, 1])))).toMatchObject({ removed: [0, 1] });
    // One of two became the other label; the other one is gone.
    expect(plain(changedRows(rows([1, 0], [1, 0]), rows([1, 1])))).toEqual({
      added: [],
      removed: [1],
      relabelled: [0],
      before: [0],
    });
  });

  it('makes head of base: without the removed rows, relabelled ones replaced, added ones put to them', () => {
    for (let seed = 0; seed < 100; seed++) {
      const draw = random(seed);
      const some = () =>
        rows(...Array.from({ length: draw.below(40) }, () => [draw.below(8), draw.below(2)] as const));
      const [base, head] = [some(), some()];
      const { added, removed, relabelled, before } = changedRows(base, head);
      const name = ({ keys, values }: KeyedRows, row: number) => `${keys[row]} ${values[row]}`;
      const left = [...base.keys.keys()].filter(row => !removed.includes(row) && !before.includes(row));
      const made = [
        ...left.map(row => name(base, row)),
        ...Array.from(relabelled, row => name(head, row)),
        ...Array.from(added, row => name(head, row)),
      ];
      expect(made.sort()).toEqual([...head.keys.keys()].map(row => name(head, row)).sort());
      for (const [i, row] of relabelled.entries()) {
        expect(base.keys[before[i]!]).toBe(head.keys[row]);
        expect(base.values[before[i]!]).not.toBe(head.values[row]);
      }
      // A pair is either more often or less often there, once what was relabelled is paired off.
      const more = new Set(Array.from(added, row => head.keys[row]));
      expect(Array.from(removed, row => base.keys[row]).filter(key => more.has(key))).toEqual([]);
    }
  });
});
