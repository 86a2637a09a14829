import { describe, expect, it } from 'vitest';
import { toTerminal } from '../../../src/report/terminal.ts';
import { errored, failing, HOSTILE, leaking, overBudget, passing } from './samples.ts';

describe('toTerminal', () => {
  it('shows verdict, rules, scores and where the report is, in aligned columns', () => {
    expect(toTerminal(failing, { written: { report: 'out/report.json', model: '' } })).toBe(
      `❌ Failed: accuracy is 82.6 % on 1,000 test pairs; the rule asks for at least 90 %.

  ❌ accuracy >= 0.90       broken        82.6 %               (80.13 – 84.82 %)
  ❔ error_rate < baseline  inconclusive  17.4 %                                  p 0.103
  ✅ wall_time              kept          3 min 7 s of 20 min

  on the test pairs     accuracy  95 % interval    error rate
  fine-tuned model      82.60 %   80.13 – 84.82 %  17.40 %
  base-model (the bar)  81.20 %   78.66 – 83.50 %  18.80 %

  texts   8,123 encoded, 512 found in the cache
  time    3 min 7 s
  engine  reference 4.22.0 on cpu
  report  out/report.json
`,
    );
  });

  it('names the fault, its places and what to do', () => {
    expect(toTerminal(errored)).toBe(
      `⚠️ Not judged: data/train.tsv has 2 labels that are neither 0 nor 1.

  DATA_LABEL_INVALID: data/train.tsv:12
    data/train.tsv:12 "maybe"
    data/train.tsv:31 "\`\`\`\` </code> @octocat ⟨U+001B⟩[2J"
  What to do: Relabel the lines listed with 0 or 1.

  time  0.2 s
`,
    );
    const error = {
      ...errored.error!,
      message: 'Another message',
      details: Array.from({ length: 70 }, () => 'x'),
    };
    const text = toTerminal({ ...errored, error });
    expect(text).toContain('DATA_LABEL_INVALID: data/train.tsv:12: Another message');
    expect(text).toContain('… and 20 more');
  });

  it('says what the data or the budget did', () => {
    const leaks = toTerminal(leaking);
    expect(leaks).toContain('❌ no leakage in the data  112 findings');
    expect(leaks).toMatch(
      /\n {4}\S+test\S*:1 leakage: This test pair stands in data\/train\.tsv, line 5, too\.\n/,
    );
    expect(leaks).toContain('… and 102 more');
    expect(leaks).not.toContain('encoding');
    const dropped = { ...passing.verdict, data: { test_dropped: 1 } };
    expect(toTerminal({ ...passing, verdict: dropped })).toContain(
      '❌ no test pair of the base branch dropped  1 pair\n',
    );
    const unread = { ...passing, data: { ...passing.data!, changeNote: 'Not compared.\u001b' } };
    expect(toTerminal(unread)).toContain('\n  ⚠️ Not compared.⟨U+001B⟩\n');
    expect(toTerminal(overBudget)).toContain('exceeded  stopped early at 19 min 47 s of 20 min');
  });

  it('puts no control character on the terminal but line breaks, or colours when asked for', () => {
    const hostile = { ...passing, verdict: { ...passing.verdict, sentence: HOSTILE[2] } };
    for (const result of [hostile, failing, leaking, errored]) {
      expect(toTerminal(result).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    }
    const coloured = toTerminal(hostile, { color: true });
    expect(coloured.split('\n')[0]).toMatch(/^✅ \p{Cc}\[1;32mPassed: .*\p{Cc}\[0m$/u);
    expect(coloured.split('\u001b')).toHaveLength(3);
    expect(toTerminal(failing, { color: true })).toContain('\u001b[1;31mFailed: ');
  });
});
