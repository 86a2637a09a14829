import { describe, expect, it } from 'vitest';
import { makePairs } from '../../../../fixtures/report/pairs.ts';
import { packPairs } from '../../../../src/report/html/pair-columns.ts';
import {
  EVERYTHING,
  flipOf,
  type PairQuery,
  searchable,
  select,
  terms,
} from '../../../../src/report/html/query.ts';

const { rows } = makePairs(300, 7);
const columns = packPairs(rows, 'base-model');
const all = searchable(columns);
const ask = (query: Partial<PairQuery>) => select(all, { ...EVERYTHING, sort: 'file', ...query });
const where = (holds: (row: (typeof rows)[number]) => boolean) =>
  [...rows.keys()].filter(i => holds(rows[i]!));

describe('select', () => {
  it.each<[Partial<PairQuery>, (row: (typeof rows)[number]) => boolean]>([
    [{}, () => true],
    [{ outcome: 'wrong' }, row => !row.correct],
    [{ outcome: 'right', label: '0' }, row => row.correct && row.label === 0],
    [{ flip: 'broken' }, row => !row.correct && row.baselines?.['base-model'] === true],
    [{ flip: 'fixed' }, row => row.correct && row.baselines?.['base-model'] === false],
    [{ column: 'language', value: 'de' }, row => row.slices?.language === 'de'],
    [{ judged: 'added' }, row => !row.judged],
    [{ judged: 'judged' }, row => row.judged],
    [{ search: 'Parcel' }, row => /parcel/i.test(row.first + row.second)],
    [{ search: '"credit card"' }, row => /credit card/i.test(`${row.first}|${row.second}`)],
  ])('answers %j', (query, holds) => {
    const expected = where(holds);
    expect(expected.length).toBeGreaterThan(0);
    expect(ask(query)).toEqual(expected);
  });

  it('finds a phrase in one text, never across both', () => {
    const pair = packPairs([{ ...rows[0]!, first: 'one two', second: 'three four' }]);
    const found = (search: string) => select(searchable(pair), { ...EVERYTHING, search }).length;
    expect(['"one two"', 'two three', '"two three"', '"twothree"'].map(found)).toEqual([1, 1, 0, 0]);
  });

  it('finds pairs without a value of a column', () => {
    const { language: _, ...slices } = rows[0]!.slices!;
    const without = packPairs([{ ...rows[0]!, slices }, rows[1]!]);
    expect(select(searchable(without), { ...EVERYTHING, column: 'language' })).toEqual([0]);
  });

  it('sorts, the most wrong first at first', () => {
    const scores = (query: Partial<PairQuery>) => ask(query).map(i => rows[i]!.score);
    const ascending = rows.map(row => row.score).sort((a, b) => a - b);
    expect(scores({ sort: 'lowest' })).toEqual(ascending);
    expect(scores({ sort: 'highest' })).toEqual(ascending.toReversed());
    const signed = select(all, EVERYTHING).map(i => (rows[i]!.correct ? 1 : -1) * rows[i]!.margin);
    expect(signed[0]).toBeLessThan(0);
    for (const [i, margin] of signed.entries()) expect(margin).toBeGreaterThan((signed[i - 1] ?? -9) - 1e-6);
  });

  it('puts what is no number last', () => {
    const odd = packPairs([{ ...rows[0]!, score: Number.NaN, margin: Number.NaN }, rows[1]!]);
    for (const sort of ['worst', 'surest', 'nearest', 'highest', 'lowest'] as const) {
      expect(select(searchable(odd), { ...EVERYTHING, sort }), sort).toEqual([1, 0]);
    }
  });
});

it('tells flips from agreement', () => {
  const flips = rows.map((_, i) => flipOf(columns, i));
  expect(new Set(flips)).toEqual(new Set(['', 'fixed', 'broken']));
  expect(flipOf(packPairs(rows), 0)).toBe('');
});

it('takes a search apart', () => {
  expect(terms('  How "Credit  card" x"y" "open ')).toEqual(['how', 'credit  card', 'x', 'y', 'open']);
  expect(terms('""')).toEqual([]);
});
