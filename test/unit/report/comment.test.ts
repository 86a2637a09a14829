import { describe, expect, it } from 'vitest';
import {
  COMMENT_BYTES,
  type CommentMode,
  commentMarker,
  isPosted,
  readState,
  stateOf,
  toComment,
} from '../../../src/report/comment.ts';
import type { Result } from '../../../src/report/result.ts';
import { full } from './full-sample.ts';
import { errored, failing, HOSTILE, leaking, overBudget, passing } from './samples.ts';

const options = {
  id: 'mine',
  commit: 'c'.repeat(40),
  runUrl: 'https://ghes.example/acme/search/actions/runs/41',
  runId: 41,
};

describe('toComment', () => {
  it('begins with the hidden marker and the state, then the verdict', () => {
    const lines = toComment(failing, options).split('\n');
    expect(lines[0]).toBe('<!-- finetune-gate:mine -->');
    expect(lines[0]).toBe(commentMarker('mine'));
    expect(lines[1]).toMatch(/^<!-- finetune-gate-state: fail [0-9a-f]{16} 41 -->$/);
    expect(lines[2]).toBe('## ❌ Failed');
    expect(lines[4]).toBe('**Accuracy is 82.6 % on 1,000 test pairs; the rule asks for at least 90 %.**');
  });

  it('folds what a reviewer need not see at once', () => {
    const open = toComment(full, options).replace(/<details>[\s\S]*<\/details>/, '');
    expect([...open.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading)).toEqual([
      '❌ Failed',
      'Rules',
      '⚠️ This pull request changes the policy',
      '200 test pairs added',
    ]);
    expect(open).toContain('Against the base branch: 250 pairs added, 3 removed, 12 relabelled.');
    expect(open.split('\n').length).toBeLessThan(50);
  });

  it('has a table of rules that is not wider than a comment', () => {
    const row = toComment(failing, options)
      .split('\n')
      .find(line => line.includes('at least 90 %') && line.startsWith('|'));
    expect(row).toBe('| ❌ broken | <code>accuracy &#62;= 0.90</code> | at least 90 % | 82.6 % |');
  });

  it('links the run, and names the commit', () => {
    expect(toComment(passing, options)).toContain(
      '[The whole report](https://ghes.example/acme/search/actions/runs/41)',
    );
    expect(toComment(passing, { id: 'a' })).not.toMatch(/\]\(|<sub>/);
  });

  it('lets no text end the marker, mention or link', () => {
    const sentence = `--> ${HOSTILE.join(' ')}`;
    const comment = toComment({ ...full, verdict: { ...full.verdict, sentence } }, options);
    expect(comment.match(/<!--/g)).toHaveLength(2);
    expect(comment.match(/-->/g)).toHaveLength(2);
    expect(comment).not.toMatch(/<script|<img|@octocat|https:\/\/evil|www\.evil/);
  });

  it('fits, by leaving out the least important', () => {
    const long = '🦆<|>$@'.repeat(2_000);
    const flips = { ...full.flips!, examples: full.flips!.examples.map(one => ({ ...one, first: long })) };
    const slices = Array.from({ length: 500 }, () => ({ ...full.slices![0]!, value: long, column: long }));
    const changes = Array.from({ length: 500 }, () => ({ key: long, base: long, head: long }));
    const comment = toComment({ ...full, flips, slices, policy: { ...full.policy!, changes } }, options);
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(COMMENT_BYTES);
    expect(comment).toMatch(/Left out for lack of room: flips/);
    expect(comment).toContain('### Rules');
  });
});

describe('the state of a comment', () => {
  it('reads back, and only from a line of its own', () => {
    expect(readState(toComment(failing, options))).toEqual({ ...stateOf(failing), run: 41 });
    expect(readState('## ✅ Passed')).toBeUndefined();
    expect(readState('> <!-- finetune-gate-state: pass 0123456789abcdef 1 -->')).toBeUndefined();
  });

  it('differs where the outcome, a rule or the policy does, and not by a number', () => {
    const digest = (result: Result) => stateOf(result).digest;
    const all = [passing, failing, leaking, overBudget, errored, { ...passing, policy: failing.policy! }];
    expect(new Set(all.map(digest)).size).toBe(all.length);
    const rules = failing.verdict.rules.map(rule => ({ ...rule, actual: '83 %', pValue: 0.4, n: 7 }));
    expect(digest({ ...failing, verdict: { ...failing.verdict, rules }, times: {} })).toBe(digest(failing));
  });
});

describe('isPosted', () => {
  const at = (result: Result, run = 1) => ({ ...stateOf(result), run });
  const plainPass = { ...passing, policy: failing.policy! };
  const rules = failing.verdict.rules.slice(1);
  const bootstrapped: Result = {
    ...plainPass,
    baselines: [{ name: 'record', kind: 'absent', bar: true, note: 'There is no record yet.' }],
  };
  const warned: Result = { ...plainPass, verdict: { ...passing.verdict, rules } };

  it.each<[CommentMode, Result, ReturnType<typeof at> | null | undefined, boolean]>([
    ['never', failing, undefined, false],
    ['never', passing, at(failing), false],
    ['always', plainPass, undefined, true],
    ['always', plainPass, at(plainPass), true],
    ['on-change', plainPass, undefined, false],
    ['on-change', passing, undefined, true],
    ['on-change', warned, undefined, true],
    ['on-change', bootstrapped, undefined, true],
    ['on-change', plainPass, at(bootstrapped), true],
    ['on-change', failing, undefined, true],
    ['on-change', errored, undefined, true],
    ['on-change', failing, at(failing), false],
    ['on-change', plainPass, at(failing), true],
    ['on-change', plainPass, null, true],
    ['on-failure', plainPass, undefined, false],
    ['on-failure', warned, undefined, false],
    ['on-failure', overBudget, undefined, true],
    ['on-failure', failing, at(failing), true],
    ['on-failure', plainPass, at(failing), true],
    ['on-failure', plainPass, at(plainPass), false],
    ['on-failure', plainPass, null, true],
  ])('%s', (mode, result, earlier, expected) => {
    expect(isPosted(mode, result, earlier, 1)).toBe(expected);
  });

  it('leaves alone what a newer run said', () => {
    expect(isPosted('always', passing, at(failing, 2), 1)).toBe(false);
    expect(isPosted('always', passing, at(failing, 1), 1)).toBe(true);
  });
});
