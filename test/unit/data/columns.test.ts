import { describe, expect, it } from 'vitest';
import { type ColumnNames, resolveColumns } from '../../../src/data/columns.ts';
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
