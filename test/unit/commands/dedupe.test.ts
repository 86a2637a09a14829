import { describe, expect, it } from 'vitest';
import { dedupeText } from '../../../src/commands/dedupe.ts';
import type { DedupeReport, GroupedText } from '../../../src/commands/dedupe-report.ts';
import type { SplitName } from '../../../src/data/pair.ts';

const text = (split: SplitName, line: number): GroupedText => ({
  text: `text ${line} of ${split}\u001b[2J`,
  places: [{ split, file: `data/${split}.tsv`, line }],
});

describe('dedupeText', () => {
  const report: DedupeReport = {
    kind: 'dedupe',
    threshold: 0.97,
    texts: 1234,
    pairs: 1,
    leaking: 1,
    groups: [
      {
        splits: ['train', 'test'],
        similarity: 0.99,
        texts: [1, 2, 3, 4, 5, 6].map(line => text('train', line)).concat(text('test', 7)),
      },
    ],
  };

  it('shows a text of each split where a group has many, so that a leak is seen', () => {
    const shown = dedupeText(report).split('\n');
    expect(shown[0]).toMatch(
      /^7 of 1,234 texts have near-duplicates \(.* 0\.97 or more\): 1 group, 1 pair of texts\.$/,
    );
    expect(shown[1]).toBe('1 group with texts of train and of validation or test.');
    expect(shown.filter(line => line.startsWith('  test  data/test.tsv:7  text 7 of test'))).toHaveLength(1);
    expect(shown.filter(line => line.startsWith('  train  '))).toHaveLength(4);
    expect(shown.at(-2)).toBe('  … and 2 more texts');
    expect(shown.join('')).not.toContain('\u001b');
  });
});
