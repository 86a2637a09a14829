import { describe, expect, it } from 'vitest';
import { type ColumnNames, resolveColumns, type Wanted } from '../../../src/data/columns.ts';
import { FinetuneGateError } from '../../../src/errors.ts';

const place = { file: 'data.csv', line: 1 };

function resolve(names: string[], configured: ColumnNames = {}): string | number[] {
  try {
    const { texts, value } = resolveColumns(names, { names: configured }, place);
    return value === undefined ? [...texts] : [...texts, value];
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(FinetuneGateError);
    expect((thrown as FinetuneGateError).code).toBe('DATA_COLUMN_MISSING');
    expect((thrown as FinetuneGateError).place).toBe(place);
    return (thrown as FinetuneGateError).message;
  }
}

describe('common names', () => {
  it.each<[names: string[], expected: number[]]>([
    [
      ['id', 'qid1', 'qid2', 'question1', 'question2', 'is_duplicate'],
      [3, 4, 5],
    ],
    [
      ['label', 'Sentence_2', 'SENTENCE_1'],
      [2, 1, 0],
    ],
    [
      ['text1', 'text2', 'score'],
      [0, 1, 2],
    ],
    [
      ['first', 'second', 'similar'],
      [0, 1, 2],
    ],
    [
      ['anchor', 'positive', 'label'],
      [0, 1, 2],
    ],
    [
      ['query', 'passage', 'label'],
      [0, 1, 2],
    ],
  ])('%j', (names, expected) => expect(resolve(names)).toEqual(expected));

  it('refuses what is ambiguous', () => {
    expect(resolve(['question1', 'question2', 'text1', 'text2', 'label'])).toMatch(
      /first text may be any of "question1", "text1"/,
    );
    expect(resolve(['text1', 'text2', 'label', 'score'])).toMatch(/label may be any of "label", "score"/);
    expect(resolve(['text1', 'text1', 'text2', 'label'])).toMatch(
      /first text may be any of "text1", "text1"/,
    );
    expect(resolve(['query', 'document', 'passage', 'label'])).toMatch(
      /second text may be any of "document", "passage"/,
    );
  });

  it('refuses what is absent, and lists what is there', () => {
    expect(resolve(['a', 'b', 'c'])).toBe(
      'no column has a common name for the first text; the columns are "a", "b", "c"',
    );
    expect(resolve(['text1', 'text2', 'same'])).toMatch(
      /no column has a common name for the label; the columns are "text1", "text2", "same"/,
    );
    expect(resolve([])).toMatch(/there are no columns/);
  });
});

describe('configured names', () => {
  it('win over common ones', () => {
    const names = ['left', 'right', 'question1', 'question2', 'label', 'gold'];
    expect(resolve(names, { first: 'left', second: 'right', label: 'gold' })).toEqual([0, 1, 5]);
  });

  it('bring their partner, or leave the other column to be found', () => {
    expect(resolve(['text1', 'text2', 'question1', 'question2', 'label'], { first: 'question1' })).toEqual([
      2, 3, 4,
    ]);
    expect(resolve(['mine', 'text2', 'label'], { first: 'mine' })).toEqual([0, 1, 2]);
    expect(resolve(['text1', 'text2', 'label', 'score'], { label: 'score' })).toEqual([0, 1, 3]);
  });

  it('may differ in case, but not when two columns differ in case only', () => {
    expect(resolve(['A', 'b', 'C'], { first: 'a', second: 'B', label: 'c' })).toEqual([0, 1, 2]);
    expect(resolve(['A', 'a', 'b', 'c'], { first: 'a', second: 'b', label: 'c' })).toEqual([1, 2, 3]);
    expect(resolve(['A', 'A', 'b', 'c'], { first: 'a', second: 'b', label: 'c' })).toMatch(
      /more than one column is named "a"/,
    );
  });

  it('that are missing come with the nearest', () => {
    expect(resolve(['question1', 'question2', 'is_duplicate'], { label: 'is_dupliacte' })).toBe(
      'there is no column "is_dupliacte" (label), the nearest is "is_duplicate"; ' +
        'the columns are "question1", "question2", "is_duplicate"',
    );
    expect(resolve(['a', 'b'], { label: 'completely other' })).toMatch(
      /^there is no column "completely other" \(label\); /,
    );
  });

  it('must be three columns', () => {
    expect(resolve(['a', 'b'], { first: 'a', second: 'a', label: 'b' })).toMatch(/three different columns/);
  });
});

describe('formats', () => {
  const find = (names: string[], wanted: Partial<Wanted> = {}): unknown => {
    try {
      const { format, texts, value } = resolveColumns(names, { names: {}, ...wanted }, place);
      return [format, ...texts, ...(value === undefined ? [] : [value])];
    } catch (thrown) {
      return (thrown as FinetuneGateError).message;
    }
  };
  const triplet = ['query', 'positive', 'negative'];

  it.each<[names: string[], expected: unknown[]]>([
    [triplet, ['triplet', 0, 1, 2]],
    [
      ['hard_negative_1', 'Hard-Negative 2', 'question', 'answer'],
      ['triplet', 2, 3, 0, 1],
    ],
    [
      ['question', 'answer'],
      ['positive-pair', 0, 1],
    ],
    [
      ['text1', 'text2'],
      ['positive-pair', 0, 1],
    ],
    [
      ['sentence1', 'sentence2', 'Similarity'],
      ['scored-pair', 0, 1, 2],
    ],
    [
      [...triplet, 'label'],
      ['pair', 0, 1, 3],
    ],
  ])('are told by the columns %j', (names, expected) => expect(find(names)).toEqual(expected));

  it('are not guessed: two texts and something else are no positive pairs', () => {
    expect(find(['query', 'answer', 'source'])).toMatch(/no column has a common name for the label/);
    expect(find(['query', 'answer', 'source'], { format: 'positive-pair' })).toEqual(['positive-pair', 0, 1]);
    expect(find(['query', 'answer'], { names: { label: 'match' } })).toMatch(
      /there is no column "match" \(label\)/,
    );
  });

  it('are as asked, whatever else is there', () => {
    const names = [...triplet, 'score', 'label'];
    expect(find(names, { format: 'triplet' })).toEqual(['triplet', 0, 1, 2]);
    expect(find(names, { format: 'positive-pair' })).toEqual(['positive-pair', 0, 1]);
    expect(find(names, { format: 'pair' })).toEqual(['pair', 0, 1, 4]);
    expect(find(names, { format: 'scored-pair' })).toEqual(['scored-pair', 0, 1, 3]);
    expect(find(['query', 'positive', 'label'], { format: 'triplet' })).toMatch(
      /no column has a common name for the negative/,
    );
  });

  it('have configured columns', () => {
    const names = { anchor: 'q', positive: 'good', negative: ['bad', 'worse'] };
    expect(find(['q', 'good', 'worse', 'bad'], { names })).toEqual(['triplet', 0, 1, 3, 2]);
    expect(find(['q', 'good', 'worse'], { names })).toMatch(/there is no column "bad" \(negative\)/);
    expect(find(['id', 'q', 'good'], { names: { anchor: 'q', positive: 'good' } })).toEqual([
      'positive-pair',
      1,
      2,
    ]);
    expect(find(['text1', 'text2', 'gold'], { names: { score: 'gold' } })).toEqual(['scored-pair', 0, 1, 2]);
    expect(find(['text1', 'text2', 'gold'], { names: { label: 'gold' } })).toEqual(['pair', 0, 1, 2]);
    expect(find(['text1', 'text2', 'gold'], { names: { label: 'gold' }, scores: true })).toEqual([
      'scored-pair',
      0,
      1,
      2,
    ]);
  });

  it('take the names of one kind of file for another only where it has such columns', () => {
    const names = { anchor: 'q', positive: 'good', negative: ['bad'] };
    // A labelled test file beside triplets, with columns of its own, with the same, and with some.
    expect(find(['text1', 'text2', 'label'], { names })).toEqual(['pair', 0, 1, 2]);
    expect(find(['good', 'q', 'label'], { names })).toEqual(['pair', 1, 0, 2]);
    expect(find(['a', 'b', 'negative'], { names: { first: 'a', second: 'b' } })).toEqual([
      'triplet',
      0,
      1,
      2,
    ]);
  });

  it('are asked for where the columns say two things', () => {
    const names = { label: 'gold', negative: ['bad'] };
    expect(find(['anchor', 'positive', 'bad', 'gold'], { names })).toMatch(
      /both a label and a negative: set data\.format/,
    );
    expect(find(['anchor', 'positive', 'bad', 'gold'], { names, format: 'triplet' })).toEqual([
      'triplet',
      0,
      1,
      2,
    ]);
  });

  it('have each text in a column of its own', () => {
    expect(find(['a', 'b', 'c'], { names: { anchor: 'a', positive: 'b', negative: ['c', 'b'] } })).toMatch(
      /anchor, positive, negative and negative 2 must be four different columns/,
    );
  });
});
