import { describe, expect, it } from 'vitest';
import { CHECK_BYTES, toCheckRun } from '../../../src/report/check-run.ts';
import { errored, failing, leaking, overBudget, passing } from './samples.ts';

describe('toCheckRun', () => {
  it.each([
    ['success', passing],
    ['failure', failing],
    ['failure', overBudget],
    ['failure', errored],
    ['cancelled', { ...errored, error: { ...errored.error!, code: 'INTERRUPTED' as const } }],
  ])('concludes %s', (conclusion, result) => {
    expect(toCheckRun(result).conclusion).toBe(conclusion);
  });

  it('is a success with its warning in the title where a rule is inconclusive and only warns', () => {
    const sentence = 'Passed with a warning, though inconclusive: error rate is 17.4 %.';
    const verdict = { ...failing.verdict, outcome: 'pass' as const, sentence };
    expect(toCheckRun({ ...failing, verdict })).toMatchObject({ conclusion: 'success', title: sentence });
  });

  it('has a title of one short line and a summary that GitHub takes', () => {
    const long = '<|>$@\n'.repeat(50_000);
    const mistakes = Array.from({ length: 10 }, () => ({ ...passing.mistakes![0]!, first: long }));
    const rules = Array.from({ length: 500 }, () => ({ ...failing.verdict.rules[0]!, rule: long }));
    const verdict = { ...failing.verdict, sentence: long, rules };
    const { title, summary } = toCheckRun({ ...passing, verdict, mistakes });
    expect(title).not.toContain('\n');
    expect(title.length).toBeLessThanOrEqual(201);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(CHECK_BYTES);
  });

  it('annotates only what has a place, errors first', () => {
    const { annotations } = toCheckRun(leaking);
    expect(annotations).toHaveLength(100);
    expect(annotations[0]).toMatchObject({ level: 'error', file: 'data/test.tsv', line: 1 });
    expect(annotations.at(-1)).toMatchObject({ level: 'notice', line: 44 });
    expect(toCheckRun(failing).annotations.every(({ file }) => file !== undefined)).toBe(true);
  });
});
