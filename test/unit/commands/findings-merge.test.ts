import { describe, expect, it } from 'vitest';
import { mergeFindings } from '../../../src/commands/findings-merge.ts';
import type { TrialRecord } from '../../../src/commands/sweep-records.ts';
import { evaluation, findings, point, shard, trial } from './sweep-findings.ts';

const sweep = { points: ['a', 'b', 'c'].map(id => point(id)), bases: ['models/tiny'] };
const job = (name: string, ...trials: TrialRecord[]) => shard(name, { findings: findings(trials) });
const ids = (trials: readonly TrialRecord[]) => trials.map(({ point }) => point.id);

describe('findings of several machines', () => {
  it('are put into the order of the sweep, whoever comes first', () => {
    const merged = mergeFindings(sweep, [job('two', trial('c'), trial('a')), job('one', trial('b'))]);
    expect(ids(merged.findings.trials)).toEqual(['a', 'b', 'c']);
    expect(merged).toMatchObject({ missing: [], repeated: [] });
    expect(merged.findings.bases).toHaveLength(1);
    expect(merged.findings.times).toEqual({ encode: 2, train: 4 });
  });

  it('count a trial once that ran twice, though it took another time and lies elsewhere', () => {
    const weights = { 'weights/a/x': { bytes: 1, sha256: '1' } };
    const first = shard('one', { findings: findings([trial('a', { weights: 'weights/a' })]), weights });
    const moved = { 'other/x': { bytes: 1, sha256: '1' } };
    const again = shard('two', {
      findings: findings([trial('a', { weights: 'other', seconds: 9 })]),
      weights: moved,
    });
    const { findings: all, repeated } = mergeFindings(sweep, [
      first,
      again,
      job('rest', trial('b'), trial('c')),
    ]);
    expect(repeated).toEqual(['a']);
    expect(ids(all.trials)).toEqual(['a', 'b', 'c']);
    expect(all.trials[0]).toMatchObject({ weights: 'one/weights/a', seconds: 1.5 });
  });

  it.each<[string, Partial<TrialRecord>, string]>([
    ['one score', { test: evaluation(0.25 + Number.EPSILON) }, '1'],
    ['a count', { parameters: 1001 }, '1'],
    ['the weights alone', {}, '2'],
  ])('name as missing what two machines found differently, by %s', (_, own, sha256) => {
    const one = trial('a', { weights: 'w' });
    const sums = (sum: string) => ({ 'w/x': { bytes: 1, sha256: sum } });
    const first = shard('one', { findings: findings([one, trial('b')]), weights: sums('1') });
    const other = shard('two', {
      findings: findings([{ ...one, ...own }, trial('c')]),
      weights: sums(sha256),
    });
    const { findings: all, missing, repeated } = mergeFindings(sweep, [first, other]);
    expect(missing).toEqual([{ id: 'a', reason: 'one and two found different results' }]);
    expect(repeated).toEqual([]);
    expect(ids(all.trials)).toEqual(['b', 'c']);
  });

  it('say why a trial is missing: lost, torn, or given up', () => {
    const torn = { ...job('one', trial('a')), faults: new Map([['a', 'its weights are torn']]) };
    const late = shard('two', {
      findings: findings([], { missing: [{ id: 'b', reason: 'the budget was spent' }] }),
    });
    expect(mergeFindings(sweep, [torn, late]).missing).toEqual([
      { id: 'a', reason: 'one: its weights are torn' },
      { id: 'b', reason: 'the budget was spent' },
      { id: 'c', reason: 'no machine answered for it' },
    ]);
  });

  it('take no answer for that of a trial whose name it has', () => {
    const other = { ...trial('a'), point: point('a', { base: 'hf:somebody/else' }) };
    const { missing, findings: all } = mergeFindings(sweep, [job('one', other, trial('b'), trial('c'))]);
    expect(missing).toEqual([{ id: 'a', reason: 'one: it has other settings' }]);
    expect(ids(all.trials)).toEqual(['b', 'c']);
  });

  it('take a whole answer where another machine has a torn one', () => {
    const torn = { ...job('one', trial('a')), faults: new Map([['a', 'its weights are torn']]) };
    const { findings: all, missing } = mergeFindings(sweep, [
      torn,
      job('two', trial('a'), trial('b'), trial('c')),
    ]);
    expect([missing, all.trials.length]).toEqual([[], 3]);
  });

  it('are never mixed when the data or a base model differ', () => {
    const shared = findings([]).shared;
    const other = (own: object) =>
      shard('two', { findings: findings([trial('b')], { shared: { ...shared, ...own } }) });
    const merge = (own: object) => mergeFindings(sweep, [job('one', trial('a')), other(own)]);
    expect(() => merge({ testFingerprint: 'u' })).toThrow('In two, the data are not what one had.');
    expect(() => merge({ digest: 'e' })).toThrow(expect.objectContaining({ code: 'SWEEP_MIXED' }));
    const [base] = findings([]).bases;
    const bases = [{ ...base!, model: { ...base!.model, weights: 'sha256:2' } }];
    const moved = shard('two', { findings: findings([trial('b')], { bases }) });
    expect(() => mergeFindings(sweep, [job('one', trial('a')), moved])).toThrow(
      'In two, the base model models/tiny is not what one had.',
    );
  });

  it('count each text once that was encoded, and as found what was there before', () => {
    const encoded = [
      { shard: '1/2', textsEncoded: 30, tokensEncoded: 300 },
      { shard: '2/2', textsEncoded: 40, tokensEncoded: 400 },
    ];
    const cost = (textsEncoded: number, textsFound: number) => ({
      encoded,
      findings: findings([], { cost: { textsEncoded, tokensEncoded: 10 * textsEncoded, textsFound } }),
    });
    const merged = mergeFindings(sweep, [shard('one', cost(5, 95)), shard('two', cost(0, 60))]);
    expect(merged.findings.cost).toEqual({ textsEncoded: 75, tokensEncoded: 750, textsFound: 25 });
  });
});
