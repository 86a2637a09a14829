import { describe, expect, it } from 'vitest';
import { toMarkdown } from '../../../src/report/markdown.ts';
import type { Result } from '../../../src/report/result.ts';
import { toTerminal } from '../../../src/report/terminal.ts';
import { full } from './full-sample.ts';
import { failing, passing } from './samples.ts';

const section = (result: Result, heading: string): string =>
  toMarkdown(result).split(`### ${heading}`)[1]?.split('\n### ')[0] ?? '';

const rows = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2)
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    );

describe('sections of what was measured', () => {
  it('are absent where there is nothing to say', () => {
    const markdown = toMarkdown(passing);
    for (const heading of ['Slices', 'Seeds', 'added', 'flipped', 'Learning curve', 'provider']) {
      expect(markdown).not.toContain(`### ${heading}`);
    }
    const none: Partial<Result> = {
      slices: [],
      seeds: { ...full.seeds!, seeds: full.seeds!.seeds.slice(1, 2) },
      added: { ...full.added!, evaluation: { ...full.added!.evaluation, n: 0 } },
      flips: { ...full.flips!, broken: 0, fixed: 0, examples: [] },
      learningCurve: [],
    };
    expect(toMarkdown({ ...passing, ...none })).toBe(markdown);
    expect(toTerminal({ ...passing, ...none })).toBe(toTerminal(passing));
  });

  it('have the weakest slice first, beside the bar', () => {
    const found = rows(section(full, 'Slices'));
    expect(found.map(([, , accuracy]) => accuracy)).toEqual(['74.50 %', '83.00 %', '83.00 %', '88.10 %']);
    expect(found[1]).toEqual(['source = chat', '270', '83.00 %', '79.00 – 86.00 %', '17.00 %', '17.00 %']);
    const alone = full.slices!.map(({ barErrorRate: _, ...slice }) => slice);
    expect(rows(section({ ...full, slices: alone }, 'Slices'))[0]).toHaveLength(5);
  });

  it('tell seeds, added pairs and flips in numbers', () => {
    expect(section(full, 'Seeds')).toContain('error rate 18.00 % on average, standard deviation 1.00 points');
    expect(section(full, 'Seeds')).not.toContain('±');
    expect(rows(section(full, '200 test pairs added')).map(row => row.slice(1, 3))).toEqual([
      ['1,000', '82.60 %'],
      ['200', '85.00 %'],
    ]);
    const flips = section(full, 'Pairs that flipped');
    expect(flips).toContain('**46** went from right to wrong, **60** from wrong to right');
    expect(rows(flips).map(([state]) => state)).toEqual([
      '❌ now wrong',
      '❌ now wrong',
      '✅ now right',
      '✅ now right',
    ]);
  });

  it('draw the learning curve in the order of examples, with its table', () => {
    const curve = section(full, 'Learning curve');
    expect(curve).toContain('x-axis "examples" ["100", "1000", "4000"]');
    expect(curve).toContain('line [31, 22, 17.4]');
    expect(curve).toContain('| models/tiny | 4,000 | 17.40 % | 15.00 – 20.00 % |');
  });

  it('say of each baseline what it cost and why it cannot be compared with', () => {
    const found = section(full, 'Fine-tuned model against the baselines');
    expect(found).toContain('1,480 texts in 12 requests, 21,904 tokens, cost 0.00044 of at most 1.00');
    expect(found).toContain('- ⚠️ last-release: models/last is not the folder');
    expect(found).toContain('- main: There is no .finetune-gate/baseline.json');
    const free = full.baselines!.map(({ spending, ...baseline }) => {
      const { cost: _, limit: __, ...rest } = spending ?? {};
      return { ...baseline, ...(spending && { spending: rest as typeof spending }) };
    });
    expect(toMarkdown({ ...full, baselines: free })).toContain('21,904 tokens, no price is configured');
  });

  it('show the p-value that decides, and how many pairs would settle a rule', () => {
    const found = section(full, 'Rules');
    expect(found).toContain('| 0.206 (alone 0.103) |');
    expect(found).toContain('About 2,410 more test pairs like these would settle it.');
    const said = full.verdict.rules.map(rule => ({ ...rule, sentence: 'About 9 more test pairs would do.' }));
    expect(section({ ...full, verdict: { ...full.verdict, rules: said } }, 'Rules')).not.toContain('2,410');
  });

  it('put what weighs most first, and do not say again what the verdict said', () => {
    expect(rows(section(full, 'Rules')).map(([state]) => state)).toEqual([
      '❌ broken',
      '❔ inconclusive',
      '✅ holds',
      '✅ kept',
      '✅ kept',
    ]);
    expect(toMarkdown(failing).match(/on 1,000 test pairs; the rule asks for at least 90 %/g)).toHaveLength(
      1,
    );
  });

  it('say whose policy counts, and what the proposed one would have come to', () => {
    const proposed = section(full, '⚠️ This pull request changes the policy');
    expect(proposed).toContain('do not count until they are merged');
    expect(proposed).toContain('by its own rules: ✅ Passed: accuracy is 82.6 %');
    expect(proposed).toContain('- ✅ <code>accuracy &#62;= 0.50</code>: holds, 82.6 %');
    const accepted = toMarkdown({ ...full, policy: { ...full.policy!, accepted: true } });
    expect(accepted).toContain('judged by **its own rules**');
    expect(accepted).toContain('| This pull request (in force) |');
    expect(accepted).not.toContain('do not count');
  });

  it('count the size of the model and what the provider was paid', () => {
    const cost = section(full, 'Cost');
    expect(cost).toContain('- Model: **4.89 MB**; GPU: 3 min 24 s');
    expect(cost).toContain('- Embedding provider: 21,904 tokens, cost **0.00044**');
  });

  it('stand in the terminal too, harmlessly', () => {
    const text = toTerminal(full);
    for (const part of [
      'slice, weakest first',
      'p 0.206 (alone 0.103)',
      '3, error rate 18.00 % on average',
      '200 test pairs, accuracy 85.00 %',
      '46 right to wrong, 60 wrong to right',
      'cost 0.00044 of at most 1.00',
      '⚠️ last-release: models/last is not',
      'changes the policy (gate). It does not count until it is merged',
    ]) {
      expect(text).toContain(part);
    }
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});
