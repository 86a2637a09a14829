import { describe, expect, it } from 'vitest';
import { findConflicts, findDuplicates, findLeakage } from '../../../src/data/checks.ts';
import type { Finding, Pair } from '../../../src/data/pair.ts';
import { pair, splits } from './files.ts';

const short = (findings: Iterable<Finding>) =>
  [...findings].map(({ kind, split, file, line, message }) => [kind, split, `${file}:${line}`, message]);

const rice = (label: 0 | 1, line: number, file = 'train.tsv'): Pair =>
  pair('How to cook rice?', 'Cooking rice', label, line, file);
const swapped = (label: 0 | 1, line: number, file = 'train.tsv'): Pair =>
  pair(' cooking  RICE', 'how to cook rice?', label, line, file);

describe('findConflicts', () => {
  it('finds a pair labelled both ways in a split, folded and in either order', () => {
    expect(
      short(findConflicts(splits([rice(1, 2), pair('a', 'b', 0, 3), swapped(0, 4), rice(0, 5)]))),
    ).toEqual([
      ['conflict', 'train', 'train.tsv:2', 'This pair is labelled 1 here and 0 at train.tsv:4.'],
      ['conflict', 'train', 'train.tsv:4', 'This pair is labelled 0 here and 1 at train.tsv:2.'],
      ['conflict', 'train', 'train.tsv:5', 'This pair is labelled 0 here and 1 at train.tsv:2.'],
    ]);
  });

  it('finds it across splits', () => {
    expect(short(findConflicts(splits([rice(1, 2)], [], [swapped(0, 9, 'test.tsv')])))).toEqual([
      ['conflict', 'train', 'train.tsv:2', 'This pair is labelled 1 here and 0 at test.tsv:9.'],
      ['conflict', 'test', 'test.tsv:9', 'This pair is labelled 0 here and 1 at train.tsv:2.'],
    ]);
  });

  it('finds nothing in repeated rows of one label', () => {
    expect([...findConflicts(splits([rice(1, 2), swapped(1, 3)], [rice(1, 2)]))]).toEqual([]);
  });
});

describe('findDuplicates', () => {
  it('names the first place, once for each further line, within a split only', () => {
    const data = splits([rice(1, 2), swapped(1, 3), rice(1, 4), rice(0, 5)], [rice(1, 2, 'validation.tsv')]);
    expect(short(findDuplicates(data))).toEqual([
      ['duplicate', 'train', 'train.tsv:3', 'This pair repeats train.tsv:2.'],
      ['duplicate', 'train', 'train.tsv:4', 'This pair repeats train.tsv:2.'],
    ]);
  });
});

describe('findLeakage', () => {
  it('finds test and validation pairs in train, and test pairs in validation, whatever the label', () => {
    const validation = [swapped(0, 2, 'validation.tsv'), pair('x', 'y', 1, 3, 'validation.tsv')];
    const test = [
      rice(1, 2, 'test.tsv'),
      pair('Y', 'x', 1, 3, 'test.tsv'),
      pair('new', 'pair', 1, 4, 'test.tsv'),
    ];
    expect(short(findLeakage(splits([rice(1, 7)], validation, test)))).toEqual([
      ['leakage', 'validation', 'validation.tsv:2', 'This validation pair is also in train, at train.tsv:7.'],
      ['leakage', 'test', 'test.tsv:2', 'This test pair is also in train, at train.tsv:7.'],
      ['leakage', 'test', 'test.tsv:3', 'This test pair is also in validation, at validation.tsv:3.'],
    ]);
  });

  it('is not misled by what nobody sees or by how a sentence ends', () => {
    const hidden = [
      pair('How to c\u200book rice', 'Cooking rice.', 1, 2, 'test.tsv'),
      pair('How to cook \uff52ice?!', 'Cooking\u00ad rice', 1, 3, 'test.tsv'),
    ];
    expect([...findLeakage(splits([rice(1, 7)], [], hidden))].map(({ line }) => line)).toEqual([2, 3]);
  });

  it('finds nothing when pairs merely share a text or repeat in one split', () => {
    const test = [pair('a', 'c', 1, 2, 'test.tsv'), pair('a', 'c', 1, 3, 'test.tsv')];
    expect([...findLeakage(splits([pair('a', 'b', 1, 2), pair('a', 'b', 1, 3)], [], test))]).toEqual([]);
  });
});
