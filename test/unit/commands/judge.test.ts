import { describe, expect, it } from 'vitest';
import type { TrialReport } from '../../../src/commands/job.ts';
import { judge } from '../../../src/commands/judge.ts';
import { type Policy, type PolicySource, policyChanges, policyOf } from '../../../src/commands/policy.ts';
import { Stopwatch } from '../../../src/commands/stopwatch.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { fixtureConfig } from '../../sandbox.ts';
import { pairsOf, trialReport } from './trial-report.ts';

const policyWith = (rest: string): Policy => policyOf(parseConfig(fixtureConfig(rest), 'finetune-gate.yml'));
const policy = policyWith('gate: [accuracy >= 0.90]');

/** A trial whose rules hold, and whose test pairs changed so. */
const report = (test: { added: number; removed: number; relabelled: number }): TrialReport => {
  const trial = trialReport(5);
  const change = trial.change!;
  return { ...trial, change: { ...change, bySplit: { ...change.bySplit, test } } };
};
const judged = (
  trial: TrialReport,
  given: {
    source?: PolicySource['summary']['source'];
    command?: 'check' | 'train';
    own?: Policy;
    accepted?: boolean;
  } = {},
) => {
  const { source = 'base-branch', command = 'check', own = policy, accepted } = given;
  const summary = { source, changes: policyChanges(policy, own), ...(accepted && { accepted }) };
  const judging = source === 'base-branch' ? policy : own;
  return judge({
    command,
    source: { policy: judging, own, summary },
    report: trial,
    watch: new Stopwatch(),
    prefix: '.',
  });
};
const resultOf = async (...given: Parameters<typeof judged>) => (await judged(...given)).result;

describe('judge', () => {
  const moved = report({ added: 5, removed: 998, relabelled: 2 });

  it('fails a pull request that drops or relabels test pairs, says what to do, and still shows the numbers', async () => {
    const { verdict, candidate } = await resultOf(moved);
    expect(verdict).toMatchObject({
      outcome: 'fail',
      sentence: expect.stringMatching(
        /^Failed: this pull request drops 998 and relabels 2 test pairs of the base branch .*accept-policy-change/,
      ),
      rules: [{ state: 'holds' }],
      data: { test_dropped: 998, test_relabelled: 2 },
    });
    expect(candidate?.metrics.accuracy).toBe(0.95);
  });

  it('lets a pull request add test pairs', async () => {
    const { verdict } = await resultOf(report({ added: 7, removed: 0, relabelled: 0 }));
    expect(verdict).toMatchObject({ outcome: 'pass', data: {} });
  });

  it('asks this only of a check that a base branch judges', async () => {
    const own = await resultOf(moved, { source: 'working-tree', accepted: true });
    expect(own.verdict.outcome).toBe('pass');
    expect(own.policy?.accepted).toBe(true);
    expect((await resultOf(moved, { source: 'working-tree', command: 'train' })).verdict.outcome).toBe(
      'pass',
    );
  });

  it('does not pass what could not be compared, and says why and what helps', async () => {
    const { change: _, ...trial } = report({ added: 0, removed: 0, relabelled: 0 });
    const { data, verdict } = await resultOf({ ...trial, changeNote: 'In Git LFS.' });
    expect(verdict).toMatchObject({
      outcome: 'fail',
      data: { test_unverified: 1 },
      sentence: expect.stringContaining("base branch's test pairs cannot be read"),
    });
    expect(data?.changeNote).toMatch(/^In Git LFS\. .*git lfs fetch/);
    expect(data?.change).toBeUndefined();
    const accepted = await resultOf(
      { ...trial, changeNote: 'In Git LFS.' },
      { source: 'working-tree', accepted: true },
    );
    expect(accepted.verdict.outcome).toBe('pass');
    expect(accepted.data?.changeNote).toBe('In Git LFS.');
  });

  it('judges by the pairs of the base branch, and scores the others by themselves', async () => {
    const trial = trialReport(20);
    // The first 20 pairs are wrong; the base branch has those and the 20 next.
    const known = Uint8Array.from({ length: 100 }, (_, i) => (i < 40 ? 1 : 0));
    const trained = { ...trial.trained!, test: { ...pairsOf(100), known } };
    const easy = { ...trial, trained };
    const some = await resultOf(easy, { own: policyWith('gate: [accuracy >= 0.75]') });
    expect(some.candidate).toMatchObject({ n: 40, metrics: { accuracy: 0.5, error_rate: 0.5 } });
    expect(some.added).toMatchObject({ judged: 40, evaluation: { n: 60, metrics: { accuracy: 1 } } });
    expect(some.baselines?.[0]).toMatchObject({ evaluation: { n: 40 }, errorRate: 0.75 });
    expect(some.verdict).toMatchObject({ outcome: 'fail', rules: [{ n: 40, state: 'broken' }] });
    // Accepted, all of them count.
    expect(some.policy?.proposed).toMatchObject({ outcome: 'pass', rules: [{ n: 100, state: 'holds' }] });
    const rows = [...(await judged(easy)).pairs!];
    expect(rows.map(row => row.judged)).toEqual(Array.from(known, Boolean));
    expect(rows[39]).toMatchObject({ file: 'data/test.tsv', line: 41, baselines: { 'base-model': true } });
    const all = await resultOf(easy, { source: 'working-tree', accepted: true });
    expect(all.candidate?.n).toBe(100);
    expect(all.added).toBeUndefined();
  });

  it('shows the interval and the test that its rules have, where pairs share texts', async () => {
    const own = policyWith('gate: [accuracy >= 0.5 @ 95%, accuracy > baseline]');
    const trial = trialReport(20);
    const clusters = Int32Array.from({ length: 100 }, (_, pair) => Math.floor(pair / 4));
    const trained = { ...trial.trained!, test: { ...pairsOf(100), clusters } };
    const alone = await resultOf(trial, { own, source: 'working-tree' });
    const shared = await resultOf({ ...trial, trained }, { own, source: 'working-tree' });
    for (const { verdict, candidate, baselines, learningCurve } of [alone, shared]) {
      const [bound, test] = verdict.rules;
      const { low, high } = bound!.interval!;
      expect(candidate!.accuracyInterval).toEqual(bound!.interval);
      expect(baselines![0]!.comparison!.pBetter).toBe(test!.pValue);
      expect(learningCurve![1]!.interval).toEqual({ low: 1 - high, high: 1 - low, level: 0.95 });
    }
    // Of ten pairs that only the base model has wrong, McNemar's test makes 2^-10; they are two whole clusters of four and
    // half of one more.
    expect(alone.baselines![0]!.comparison).toMatchObject({ pBetter: 2 ** -10, pTwoSided: 2 ** -9 });
    expect(alone.baselines![0]!.comparison).not.toHaveProperty('clusters');
    expect(shared.baselines![0]!.comparison).toMatchObject({
      pBetter: 2 ** -3,
      pTwoSided: 0.25,
      clusters: 25,
    });
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(width(shared.candidate!.accuracyInterval)).toBeGreaterThan(
      1.3 * width(alone.candidate!.accuracyInterval),
    );
  });

  it('says what the changed policy would have said, and does not fail for it', async () => {
    const trial = trialReport(15);
    const lower = await resultOf(trial, { own: policyWith('gate: [accuracy >= 0.5]') });
    expect(lower.verdict.outcome).toBe('fail');
    expect(lower.policy?.proposed).toMatchObject({
      outcome: 'pass',
      rules: [{ rule: 'accuracy >= 0.5', state: 'holds' }],
    });
    const search = 'evaluate: { retrieval: { queries: q.tsv, corpus: c.tsv, relevance: r.tsv } }';
    const unmeasured = await resultOf(trialReport(5), {
      own: policyWith(`gate: [recall@10 >= 0.5]\n${search}`),
    });
    expect(unmeasured.verdict.outcome).toBe('pass');
    expect(unmeasured.policy?.proposed).toMatchObject({ outcome: 'error', rules: [] });
    expect(unmeasured.policy?.proposed?.sentence).toContain('recall@10');
    const rescored = await resultOf(trial, {
      own: policyWith('gate: [accuracy >= 0.5]\nevaluate: { threshold: 0.1 }'),
    });
    expect(rescored.policy?.proposed?.sentence).toContain('scored as the base branch says');
    expect((await resultOf(trial)).policy?.proposed).toBeUndefined();
  });
});
