import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PAIR_FORMATS, randomPairs, writePairFile } from '../../../bench/pair-file.ts';
import { loadData } from '../../../src/data/load.ts';
import { folder, options } from '../data/files.ts';

it('draws pairs of twelve words, half of them positive, the same for the same seed', () => {
  const pairs = [...randomPairs(2000, 7)];
  const words = (text: string) => text.split(' ').length;
  expect(new Set(pairs.flatMap(([first, second]) => [words(first), words(second)]))).toEqual(new Set([12]));
  const positives = pairs.filter(([, , label]) => label === 1).length;
  // Four standard errors of a half in 2 000 are 89.
  expect(Math.abs(positives - 1000)).toBeLessThan(90);
  expect([...randomPairs(2000, 7)]).toEqual(pairs);
  expect([...randomPairs(2000, 8)]).not.toEqual(pairs);
});

it('writes the same pairs in every format, and they load without a finding', async () => {
  const root = folder({});
  const fingerprints = [];
  for (const format of PAIR_FORMATS) {
    await writePairFile(join(root, `train.${format}`), format, 12_000, 1);
    await writePairFile(join(root, `test.${format}`), format, 100, 2);
    const data = options({ train: `train.${format}`, validation: 0.1, test: `test.${format}` });
    const { fingerprint, splits, findings } = await loadData(data, root, { seed: 1 });
    expect(splits.train.length + splits.validation.length).toBe(12_000);
    expect(findings).toEqual([]);
    fingerprints.push(fingerprint);
  }
  expect(new Set(fingerprints).size).toBe(1);
  expect(readFileSync(join(root, 'train.tsv'), 'utf8').split('\n')).toHaveLength(12_002);
});
