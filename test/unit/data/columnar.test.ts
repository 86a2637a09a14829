import { describe, expect, it } from 'vitest';
import { findConflicts, findDuplicates, findLeakage } from '../../../src/data/checks.ts';
import { fingerprint, fingerprintSplits } from '../../../src/data/fingerprint.ts';
import { loadData } from '../../../src/data/load.ts';
import type { Pair } from '../../../src/data/pair.ts';
import { splitValidation } from '../../../src/data/split.ts';
import { subset } from '../../../src/data/subset.ts';
import { describeShared } from '../../shared.ts';
import { options, pair, splits, table } from './files.ts';
import {
  naiveFindings,
  naiveFingerprint,
  naiveFingerprintSplits,
  naiveGroups,
  naiveSubset,
} from './naive.ts';
import { type Random, random } from './random.ts';

const TEXTS = [
  'a',
  'A',
  ' b',
  'b',
  'b.',
  'ça',
  'c\u0327a',
  'ｄ',
  'd',
  'e  f',
  'E f?',
  '😀',
  '\u200bg',
  'g',
  'h',
  '…',
  'i\tj',
];

/** Pairs of texts that are the same in one way or another, and of some that are not. */
function awkwardPairs({ below }: Random, count: number, others: number): Pair[] {
  const text = (): string => TEXTS[below(TEXTS.length + others)] ?? `Text ${below(others)}`;
  return Array.from({ length: count }, (_, i) => pair(text(), text(), below(3) === 0 ? 1 : 0, i + 2));
}

describe('columns give what plain pairs give', () => {
  it('pairs themselves, and any of them', () => {
    for (let seed = 0; seed < 10; seed++) {
      const draw = random(seed);
      const pairs = awkwardPairs(draw, 200, 50);
      const whole = table(pairs);
      expect([...whole]).toEqual(pairs);
      const some = Int32Array.from({ length: 30 }, () => draw.below(200));
      expect([...whole.take(some)]).toEqual(Array.from(some, i => pairs[i]));
    }
  });

  it('fingerprints', () => {
    for (let seed = 0; seed < 20; seed++) {
      const draw = random(seed);
      const pairs = {
        train: awkwardPairs(draw, draw.below(300), 40),
        validation: awkwardPairs(draw, 20, 40),
        test: awkwardPairs(draw, 50, 40),
      };
      const columns = splits(pairs.train, pairs.validation, pairs.test);
      expect(fingerprint(columns.train)).toBe(naiveFingerprint(pairs.train));
      expect(fingerprintSplits(columns)).toBe(naiveFingerprintSplits(pairs));
    }
  });

  it('fingerprints of more rows than are hashed at once', () => {
    const pairs = awkwardPairs(random(3), 70_000, 1_000_000);
    expect(fingerprint(table(pairs))).toBe(naiveFingerprint(pairs));
  });

  it('subsets', () => {
    for (let seed = 0; seed < 20; seed++) {
      const draw = random(seed);
      const pairs = awkwardPairs(draw, 150, 30);
      const count = draw.below(150);
      expect([...subset(table(pairs), count, seed)]).toEqual(naiveSubset(pairs, count, seed));
    }
  });

  it('validation splits, where the groups in their order fill it exactly', () => {
    for (let seed = 0; seed < 20; seed++) {
      const pairs = awkwardPairs(random(seed), 120, 4000).filter(({ first, second }) =>
        /\d/.test(first + second),
      );
      const target = Math.round(0.3 * pairs.length);
      const expected: Pair[] = [];
      for (const group of naiveGroups(pairs, seed)) {
        if (expected.length + group.length <= target) expected.push(...group);
      }
      const { validation } = splitValidation(table(pairs), 0.3, seed);
      expect([...validation].map(({ line }) => line)).toEqual(
        expected.map(({ line }) => line).sort((a, b) => a - b),
      );
    }
  });

  it('findings', () => {
    for (let seed = 0; seed < 20; seed++) {
      const draw = random(seed);
      const pairs = {
        train: awkwardPairs(draw, 60, 4),
        validation: awkwardPairs(draw, 20, 4),
        test: awkwardPairs(draw, 20, 4),
      };
      const columns = splits(pairs.train, pairs.validation, pairs.test);
      const found = [findLeakage, findConflicts, findDuplicates].flatMap(find => [...find(columns)]);
      expect(found.map(({ kind, split, line }) => `${kind} ${split}:${line}`)).toEqual(naiveFindings(pairs));
    }
  });
});

describeShared('Quora Question Pairs in columns', shared => {
  it('have the fingerprint of the plain pairs, and the same subset', async () => {
    const data = await loadData(options({ examples: 1000 }), `${shared}/data/qqp`, { seed: 7 });
    const pairs = {
      train: [...data.read.train],
      validation: [...data.read.validation],
      test: [...data.read.test],
    };
    expect(data.fingerprint).toBe(naiveFingerprintSplits(pairs));
    expect(data.testFingerprint).toBe(naiveFingerprint(pairs.test));
    expect([...data.splits.train]).toEqual(naiveSubset(pairs.train, 1000, 7));
  });
});
