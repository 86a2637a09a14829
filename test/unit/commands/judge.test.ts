import { describe, expect, it } from 'vitest';
import type { TrialReport } from '../../../src/commands/job.ts';
import { judge } from '../../../src/commands/judge.ts';
import type { PolicySource } from '../../../src/commands/policy.ts';
import { Stopwatch } from '../../../src/commands/stopwatch.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { fixtureConfig } from '../../sandbox.ts';
import { trialReport } from './trial-report.ts';

const config = parseConfig(fixtureConfig('gate: [accuracy >= 0.90]'), 'finetune-gate.yml');
const { gate, inconclusive, baseline, budget, data, evaluate } = config;
const policy = { gate, inconclusive, baseline, budget, failOn: data.fail_on, threshold: evaluate.threshold };

/** A trial whose rules hold, and whose test pairs changed so. */
const report = (test: { added: number; removed: number; relabelled: number }): TrialReport => {
  const trial = trialReport(5);
  const change = trial.change!;
  return { ...trial, change: { ...change, bySplit: { ...change.bySplit, test } } };
};
const verdictOf = (
  trial: TrialReport,
  source: PolicySource['summary']['source'] = 'base-branch',
  command: 'check' | 'train' = 'check',
) => {
  const given = { policy, summary: { source, changes: [] } };
  return judge({ command, source: given, report: trial, watch: new Stopwatch(), prefix: '.' });
};

describe('judge', () => {
  const moved = report({ added: 5, removed: 998, relabelled: 2 });

  it('fails a pull request that drops or relabels test pairs, and still shows the numbers', () => {
    const { verdict, candidate } = verdictOf(moved);
    expect(verdict).toMatchObject({
      outcome: 'fail',
      sentence: 'Failed: this pull request drops 998 and relabels 2 test pairs of the base branch.',
      rules: [{ state: 'holds' }],
      data: { test_dropped: 998, test_relabelled: 2 },
    });
    expect(candidate?.metrics.accuracy).toBe(0.95);
  });

  it('lets a pull request add test pairs', () => {
    const { verdict } = verdictOf(report({ added: 7, removed: 0, relabelled: 0 }));
    expect(verdict).toMatchObject({ outcome: 'pass', data: {} });
  });

  it('asks this only of a check that a base branch judges', () => {
    expect(verdictOf(moved, 'working-tree').verdict.outcome).toBe('pass');
    expect(verdictOf(moved, 'base-branch', 'train').verdict.outcome).toBe('pass');
  });

  it('hands on why nothing was compared', () => {
    const { change: _, ...trial } = report({ added: 0, removed: 0, relabelled: 0 });
    const { data, verdict } = verdictOf({ ...trial, changeNote: 'In Git LFS.' });
    expect(data).toMatchObject({ changeNote: 'In Git LFS.' });
    expect(data?.change).toBeUndefined();
    expect(verdict.outcome).toBe('pass');
  });
});
