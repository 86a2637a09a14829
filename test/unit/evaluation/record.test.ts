import { describe, expect, it } from 'vitest';
import { recordBaseline, recordOf } from '../../../src/evaluation/record.ts';
import { keyOf, keysOf, ORIGIN, recordWith } from './records.ts';

const use = { name: 'record', seeds: 1 };

describe('recordOf', () => {
  it('keeps each pair once, as right where all of its rows are', () => {
    const keys = ['a', 'b', 'a', 'c', 'b'].map(keyOf);
    const { keys: recorded, correct } = recordOf(
      { correct: [true, true, false, false, true] },
      { keys },
      ORIGIN,
    );
    const outcomes = Object.fromEntries(recorded.map((key, i) => [key, correct[i]]));
    expect(outcomes).toEqual({ [keyOf('a')]: 0, [keyOf('b')]: 1, [keyOf('c')]: 0 });
  });

  it('does not depend on the order of the pairs', () => {
    const keys = keysOf(50);
    const correct = keys.map((_, i) => i % 3 > 0);
    const turned = recordOf({ correct: correct.toReversed() }, { keys: keys.toReversed() }, ORIGIN);
    expect(turned).toEqual(recordOf({ correct }, { keys }, ORIGIN));
  });
});

describe('recordBaseline', () => {
  it('is about the pairs that both have, in the order of today’s, repeated rows included', () => {
    const record = recordOf({ correct: [true, false, true] }, { keys: ['a', 'b', 'c'].map(keyOf) }, ORIGIN);
    const keys = ['c', 'b', 'a', 'b'].map(keyOf);
    expect(recordBaseline(record, { keys }, use)).toEqual({
      kind: 'record',
      name: 'record',
      errorRate: 0.5,
      pairs: Int32Array.of(0, 1, 2, 3),
      correct: Uint8Array.of(1, 0, 1, 0),
      recorded: 3,
      examples: record.examples,
    });
  });

  it('takes what is new since then for new', () => {
    const today = { keys: [keyOf('new'), ...keysOf(100)] };
    const baseline = recordBaseline(recordWith(100), today, use);
    expect(baseline).toMatchObject({ kind: 'record', recorded: 100 });
    if (baseline.kind !== 'record') throw new Error();
    expect(baseline.pairs).toEqual(Int32Array.from({ length: 100 }, (_, i) => i + 1));
    // Every seventh of the hundred, the first included.
    expect(baseline.errorRate).toBe(0.15);
  });

  it.each([
    ['nine in ten are shared', keysOf(100, 10), 'record'],
    ['fewer are', keysOf(100, 11), 'refused'],
    ['none is', keysOf(100, 1000), 'refused'],
    ['all of the record are, and many more came', keysOf(112), 'refused'],
    ['all of the record are, and a few came', keysOf(111), 'record'],
    ['one was dropped', keysOf(99), 'refused'],
    ['there are none', [], 'refused'],
  ])('tells when %s', (_, keys, kind) => {
    expect(recordBaseline(recordWith(100), { keys }, use).kind).toBe(kind);
  });

  it('says why it refuses', () => {
    const reason = (record = recordWith(100), keys = keysOf(100), seeds = 1) => {
      const baseline = recordBaseline(record, { keys }, { name: 'record', seeds });
      return baseline.kind === 'refused' ? baseline.reason : '';
    };
    expect(reason(recordWith(100, 7, { seeds: 3 }))).toContain('3 seeds and this run has 1');
    expect(reason(recordWith(100, 7, { seeds: 3 }), keysOf(100), 3)).toBe('');
    expect(reason(recordWith(100), keysOf(80))).toContain('on 100 test pairs, and there are only 80 now');
    expect(reason(recordWith(1200), keysOf(1100))).toContain(
      'on 1,200 test pairs, and there are only 1,100 now',
    );
    expect(reason(recordWith(1), keysOf(100, 50))).toContain('has 1 test pair and this run 100');
    expect(reason(recordWith(100), keysOf(100, 50))).toContain('only 50 with the same texts');
  });
});
