import { describe, expect, it } from 'vitest';
import { toJunit } from '../../../src/report/junit.ts';
import type { Result } from '../../../src/report/result.ts';
import { full } from './full-sample.ts';
import { errored, failing, HOSTILE, leaking, overBudget, passing } from './samples.ts';
import { readXml, type XmlElement } from './xml.ts';

function read(result: Result) {
  const root = readXml(toJunit(result));
  const [suite, ...others] = root.children;
  expect(others).toEqual([]);
  return { root, suite: suite!, cases: suite!.children };
}

const named = (cases: readonly XmlElement[], name: string) =>
  cases.find(({ attributes }) => attributes.name === name);

describe('toJunit', () => {
  it('has a test case for each rule and each limit, with a sentence where one fails', () => {
    const { suite, cases } = read(failing);
    expect(suite.attributes).toMatchObject({ name: 'finetune-gate check', tests: '3', time: '187.200' });
    expect(cases.map(({ attributes }) => `${attributes.classname} ${attributes.name}`)).toEqual([
      'finetune-gate.budget wall_time',
      'finetune-gate.rules accuracy >= 0.90',
      'finetune-gate.rules error_rate < baseline',
    ]);
    expect(named(cases, 'wall_time')?.children).toEqual([]);
    expect(named(cases, 'accuracy >= 0.90')?.children).toEqual([
      {
        name: 'failure',
        attributes: { message: failing.verdict.rules[0]!.sentence },
        children: [],
      },
    ]);
    expect(named(cases, 'error_rate < baseline')?.children[0]?.name).toBe('skipped');
  });

  it('takes what is inconclusive for a failure only where it failed the run', () => {
    const rules = failing.verdict.rules.slice(1);
    const alone = (outcome: 'pass' | 'fail') =>
      read({ ...failing, verdict: { ...failing.verdict, outcome, rules } }).cases[1]?.children[0]?.name;
    expect(alone('fail')).toBe('failure');
    expect(alone('pass')).toBe('skipped');
  });

  it('has the faults of the data, of the budget, and what went wrong', () => {
    expect(named(read(leaking).cases, 'no leakage in the data')?.children[0]?.attributes.message).toBe(
      '112 findings',
    );
    expect(named(read(overBudget).cases, 'wall_time')?.children[0]?.attributes.message).toContain('20 min');
    const [fault] = named(read(errored).cases, 'run')?.children ?? [];
    expect(fault?.name).toBe('error');
    expect(fault?.attributes.message).toMatch(/^DATA_LABEL_INVALID: data\/train\.tsv:12 .*Relabel the lines/);
  });

  it.each([passing, failing, leaking, overBudget, errored, full])(
    'fails exactly where the run does',
    result => {
      const { root, suite, cases } = read(result);
      const count = (kind: string) => cases.filter(({ children }) => children[0]?.name === kind).length;
      for (const { attributes } of [root, suite]) {
        expect(attributes).toMatchObject({
          tests: String(cases.length),
          failures: String(count('failure')),
          errors: String(count('error')),
          skipped: String(count('skipped')),
        });
      }
      expect(count('failure') + count('error') === 0).toBe(result.verdict.outcome === 'pass');
    },
  );

  it('says that a run failed even where nothing that it lists did', () => {
    const verdict = { outcome: 'fail' as const, sentence: 'Failed: x.', rules: [], budget: [], data: {} };
    expect(named(read({ ...passing, verdict }).cases, 'verdict')?.children[0]?.name).toBe('failure');
  });

  it('is XML whatever the rules and messages are', () => {
    const text = [...HOSTILE, ']]>', '"\'<&', '\ufffe\uffff\ud800', '\u0000\u000b\u001f\u007f'].join('\n');
    const rules = passing.verdict.rules.map(rule => ({
      ...rule,
      rule: text,
      sentence: text,
      state: 'broken' as const,
    }));
    const { cases } = read({ ...passing, verdict: { ...passing.verdict, outcome: 'fail', rules } });
    expect(cases[1]?.attributes.name).toContain('<script>alert(1)</script>');
    expect(cases[1]?.children[0]?.attributes.message).toContain('"\'<&');
  });
});
