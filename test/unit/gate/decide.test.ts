import { describe, expect, it } from 'vitest';
import { budgetOutcome } from '../../../src/gate/budget.ts';
import { type DecideInput, decide, exitCode } from '../../../src/gate/decide.ts';
import type { RuleOutcome, RuleState } from '../../../src/gate/verdict.ts';

const rule = (state: RuleState, sentence = 'Accuracy is 91.2 % on 1,000 test pairs.'): RuleOutcome => ({
  rule: 'accuracy >= 0.90',
  state,
  expected: 'at least 90 %',
  actual: '91.2 %',
  n: 1000,
  sentence,
});
const within = budgetOutcome('wall_time', 60, 59);
const over = budgetOutcome('wall_time', 1200, 1263);
const input = (change: Partial<DecideInput>): DecideInput => ({
  rules: [rule('holds')],
  inconclusive: 'fail',
  budget: [],
  data: {},
  ...change,
});

describe('decide', () => {
  it.each<[string, Partial<DecideInput>, string, number]>([
    ['every rule holds', {}, 'pass', 0],
    ['within the budget', { budget: [within] }, 'pass', 0],
    ['no finding', { data: { leakage: 0 } }, 'pass', 0],
    ['a rule is broken', { rules: [rule('holds'), rule('broken')] }, 'fail', 1],
    ['broken weighs more than inconclusive', { rules: [rule('inconclusive'), rule('broken')] }, 'fail', 1],
    ['inconclusive fails', { rules: [rule('inconclusive')], inconclusive: 'fail' }, 'fail', 1],
    ['inconclusive passes', { rules: [rule('inconclusive')], inconclusive: 'pass' }, 'pass', 0],
    ['inconclusive warns', { rules: [rule('inconclusive')], inconclusive: 'warn' }, 'pass', 0],
    ['broken, whatever inconclusive does', { rules: [rule('broken')], inconclusive: 'pass' }, 'fail', 1],
    ['over the budget', { budget: [over] }, 'budget', 3],
    ['the budget weighs more than rules', { budget: [over], rules: [rule('broken')] }, 'budget', 3],
    ['data weighs more than the budget', { budget: [over], data: { leakage: 1 } }, 'fail', 1],
    ['a moved test set weighs more than rules that hold', { data: { test_dropped: 1 } }, 'fail', 1],
    ['data alone, nothing trained', { rules: [], data: { conflict: 2 } }, 'fail', 1],
  ])('%s', (_, change, outcome, code) => {
    const verdict = decide(input(change));
    expect(verdict.outcome).toBe(outcome);
    expect(exitCode(verdict)).toBe(code);
  });

  it.each<[Partial<DecideInput>, string]>([
    [{}, 'Passed: accuracy is 91.2 % on 1,000 test pairs.'],
    [
      { rules: [rule('holds'), rule('holds')] },
      'Passed: accuracy is 91.2 % on 1,000 test pairs; both rules hold.',
    ],
    [{ rules: [] }, 'Passed: there are no rules to hold.'],
    [
      { rules: [rule('holds'), rule('broken', 'ROC AUC is 0.5.'), rule('broken')] },
      'Failed: ROC AUC is 0.5; 2 of 3 rules are broken.',
    ],
    [{ rules: [rule('broken', 'F1 is 0.5.')] }, 'Failed: F1 is 0.5.'],
    [{ rules: [rule('broken', 'The error rate is high.')] }, 'Failed: the error rate is high.'],
    [{ rules: [rule('inconclusive')] }, 'Failed as inconclusive: accuracy is 91.2 % on 1,000 test pairs.'],
    [
      { rules: [rule('inconclusive')], inconclusive: 'warn' },
      'Passed with a warning, though inconclusive: accuracy is 91.2 % on 1,000 test pairs.',
    ],
    [
      { rules: [rule('holds'), rule('inconclusive')], inconclusive: 'pass' },
      'Passed, though inconclusive: accuracy is 91.2 % on 1,000 test pairs.',
    ],
    [{ budget: [over] }, 'Over budget: the run took 21 min 3 s, the budget is 20 min.'],
    [{ data: { leakage: 3 } }, 'Failed: 3 pairs of one split are also in another.'],
    [
      { data: { leakage: 1, conflict: 1 } },
      'Failed: 1 pair of one split is also in another; 1 pair is labelled both ways.',
    ],
    [
      { data: { leakage: 3, test_relabelled: 2, test_dropped: 998 } },
      'Failed: this pull request drops 998 and relabels 2 test pairs of the base branch (undo it, or let the workflow set accept-policy-change); 3 pairs of one split are also in another.',
    ],
    [
      { data: { test_dropped: 1 } },
      'Failed: this pull request drops 1 test pair of the base branch (undo it, or let the workflow set accept-policy-change).',
    ],
    [
      { data: { test_relabelled: 2, test_dropped: 0 } },
      'Failed: this pull request relabels 2 test pairs of the base branch (undo it, or let the workflow set accept-policy-change).',
    ],
    [
      { data: { test_dropped: 3, test_respelled: 1 } },
      'Failed: this pull request drops 3 and changes case or white space of 1 test pair of the base branch (undo it, or let the workflow set accept-policy-change).',
    ],
    [
      { data: { test_unverified: 1 } },
      "Failed: the base branch's test pairs cannot be read, so whether this pull request changes them is not known (bring them here, or let the workflow set accept-policy-change).",
    ],
    [
      { data: { duplicate: 2, encoding: 1, drift: 4 } },
      'Failed: 2 pairs repeat another; 1 row is not valid UTF-8; the data has 4 findings of the kind drift.',
    ],
  ])('%j', (change, sentence) => {
    expect(decide(input(change)).sentence).toBe(sentence);
  });

  it('says so where a rule holds only because its baseline is not there yet', () => {
    const text = 'There is no baseline (record) yet, so there is nothing to lose to: no file.';
    const free: RuleOutcome = { ...rule('holds', text), unopposed: true };
    const say = (...rules: RuleOutcome[]) => decide(input({ rules })).sentence;
    expect(say(free)).toBe(
      'Passed: there is no baseline (record) yet, so there is nothing to lose to: no file.',
    );
    const measured = 'Passed: accuracy is 91.2 % on 1,000 test pairs';
    expect(say(rule('holds'), free)).toBe(
      `${measured}; both rules hold, 1 of them because its baseline is not there yet.`,
    );
    expect(say(rule('holds'), free, free)).toBe(
      `${measured}; all 3 rules hold, 2 of them because their baselines are not there yet.`,
    );
  });

  it('hands on what it judged, and changes nothing', () => {
    const given = Object.freeze(
      input({ rules: Object.freeze([rule('broken')]), budget: Object.freeze([within]) }),
    );
    expect(decide(given)).toMatchObject({ rules: given.rules, budget: given.budget, data: {} });
    expect(decide(given)).toEqual(decide(given));
  });

  it('knows the exit code of an error', () => {
    expect(exitCode({ outcome: 'error' })).toBe(4);
  });
});
