import { describe, expect, it } from 'vitest';
import { LISTED, packPairs } from '../../../../src/report/html/pair-columns.ts';
import type { PairRow } from '../../../../src/report/measures.ts';

const row = (over: Partial<PairRow> = {}): PairRow => ({
  first: 'a',
  second: 'b',
  label: 1,
  score: 0.5,
  correct: true,
  margin: 0.1,
  key: 'k',
  file: 'test.tsv',
  line: 2,
  judged: true,
  ...over,
});

describe('packPairs', () => {
  it('keeps every pair, each value once', () => {
    const packed = packPairs(
      [
        row({ slices: { source: 'forum' }, baselines: { bar: false } }),
        row({ label: 0, correct: false, score: 0.25, margin: 0.15, file: 'other.tsv', line: 9 }),
        row({ slices: { source: 'chat' }, baselines: { bar: true }, judged: false }),
      ],
      'bar',
    );
    expect(packed).toEqual({
      n: 3,
      leftOut: 0,
      first: ['a', 'a', 'a'],
      second: ['b', 'b', 'b'],
      label: '101',
      correct: '101',
      score: [500_000, 250_000, 500_000],
      margin: [100_000, 150_000, 100_000],
      file: { values: ['other.tsv', 'test.tsv'], of: [1, 0, 1] },
      line: [2, 9, 2],
      judged: '110',
      slices: [{ column: 'source', values: ['chat', 'forum'], of: [1, -1, 0] }],
      bar: { name: 'bar', correct: '0-1' },
    });
  });

  it('makes texts harmless and short, names of the prototype too', () => {
    const slices = JSON.parse('{"__proto__":"p","constructor":"c"}') as Record<string, string>;
    const packed = packPairs(
      [row({ first: 'a\n\u202eb', second: 'x'.repeat(9000), slices }), row()],
      'toString',
    );
    expect(packed.first[0]).toBe('a ⟨U+202E⟩b');
    expect(packed.second[0]).toHaveLength(2001);
    expect(packed.slices.map(({ column, of }) => [column, ...of])).toEqual([
      ['__proto__', 0, -1],
      ['constructor', 0, -1],
    ]);
    expect(packed.bar).toBeUndefined();
  });

  it('writes null for a score that is no number', () => {
    expect(packPairs([row({ score: Number.NaN, margin: Number.POSITIVE_INFINITY })])).toMatchObject({
      score: [null],
      margin: [null],
    });
  });

  it('of too many keeps the wrong, the flipped and those nearest the threshold, in their order', () => {
    const extra = 5;
    const rows = Array.from({ length: LISTED + extra }, (_, i) => row({ line: i, margin: 0.5 - i / 1e6 }));
    rows[0] = row({ line: 0, margin: 0.9, correct: false });
    rows[1] = row({ line: 1, margin: 0.9, baselines: { bar: false } });
    const packed = packPairs(rows, 'bar');
    expect(packed).toMatchObject({ n: LISTED, leftOut: extra });
    expect(packed.line.slice(0, 3)).toEqual([0, 1, 2 + extra]);
    expect(packed.line).toEqual([...packed.line].sort((a, b) => a - b));
  });
});
