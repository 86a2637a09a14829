import { describe, expect, it } from 'vitest';
import { SUMMARY_BYTES, toMarkdown } from '../../../src/report/markdown.ts';
import type { Result } from '../../../src/report/result.ts';
import { full } from './full-sample.ts';
import { errored, failing, leaking, overBudget, passing } from './samples.ts';

const headings = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, text]) => text ?? '');

/** The cells of the first row of any table whose line holds `text`. */
const row = (markdown: string, text: string): string[] =>
  (markdown.split('\n').find(line => line.startsWith('|') && line.includes(text)) ?? '')
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());

describe('toMarkdown', () => {
  it.each([
    [
      '✅ Passed',
      'Accuracy is 92.8 % on 1,000 test pairs; the rule asks for at least 90 %; both rules hold.',
      passing,
    ],
    ['❌ Failed', 'Accuracy is 82.6 % on 1,000 test pairs; the rule asks for at least 90 %.', failing],
    ['❌ Failed', '112 pairs of one split are also in another.', leaking],
    ['⏱ Over budget', 'Training was stopped early to stay within the budget of 20 min.', overBudget],
    ['⚠️ Not judged', 'data/train.tsv has 2 labels that are neither 0 nor 1.', errored],
  ])('leads with %s and one sentence', (heading, sentence, result) => {
    const [first, , second] = toMarkdown(result).split('\n');
    expect(first).toBe(`## ${heading}`);
    expect(second).toBe(`**${sentence}**`);
  });

  it('tells a stranger in one sentence what was done', () => {
    expect(toMarkdown(passing)).toContain(
      'This check fine-tuned the embedding model <code>models/tiny</code> on 4,000 labelled text pairs and asked it of ' +
        '1,000 test pairs: do the two texts mean the same? It answered **92.80 %** of them rightly (95 % interval 91.03 – 94.24 %).',
    );
    expect(toMarkdown({ ...passing, command: 'train' })).toContain('This run fine-tuned');
    expect(toMarkdown(leaking)).toContain(
      'Nothing was trained: what was found in the data must be mended first.',
    );
  });

  it('has the sections in the order of reading', () => {
    expect(headings(toMarkdown(passing))).toEqual([
      '✅ Passed',
      '⚠️ This pull request changes the policy',
      'Rules',
      'Fine-tuned model against the baselines',
      'Cost',
      'Data',
      'Most confident mistakes',
      'Training',
    ]);
    expect(headings(toMarkdown(errored))).toEqual(['⚠️ Not judged', 'What went wrong']);
    expect(headings(toMarkdown(leaking))).toEqual(['❌ Failed', 'Policy', 'Rules', 'Cost', 'Data']);
  });

  it('shows the accuracy at each Matryoshka dimension, where there are any', () => {
    const matryoshka = [
      { dimensions: 256, validationAccuracy: 0.927 },
      { dimensions: 64, validationAccuracy: 0.901 },
    ];
    const markdown = toMarkdown({ ...passing, training: { ...passing.training!, matryoshka } });
    expect(row(markdown, '64 dimensions')).toEqual(['64 dimensions', '90.10 %']);
    expect(toMarkdown(passing)).not.toContain('cut to');
  });

  it('shows each rule with expected, actual, interval and p-value, and a sentence for each that does not hold', () => {
    const markdown = toMarkdown(failing);
    expect(row(markdown, 'accuracy &#62;= 0.90')).toEqual([
      '❌ broken',
      '<code>accuracy &#62;= 0.90</code>',
      'at least 90 %',
      '82.6 %',
      '80.13 – 84.82 % (95 %)',
      '–',
      '1,000',
    ]);
    expect(row(markdown, '❔ inconclusive')[5]).toBe('0.103');
    expect(markdown).toContain(
      '- ❔ <code>error&#95;rate &#60; baseline</code>: Error rate is 17.4 % against 18.8 %',
    );
    expect(row(markdown, 'wall')).toEqual(expect.arrayContaining(['✅ kept', 'at most 20 min', '3 min 7 s']));
    expect(row(toMarkdown(overBudget), 'wall')).toEqual(
      expect.arrayContaining(['⏱ exceeded', 'stopped early at 19 min 47 s']),
    );
    expect(row(toMarkdown(leaking), 'leakage')).toEqual(
      expect.arrayContaining(['❌ broken', '112 findings']),
    );
  });

  it('shows the candidate beside the baselines, and the paired comparison in words', () => {
    const markdown = toMarkdown(passing);
    expect(row(markdown, '**Fine-tuned model**')).toEqual([
      '**Fine-tuned model**',
      '92.80 %',
      '91.03 – 94.24 %',
      '7.20 %',
      '93.15 %',
      '92.40 %',
      '0.928',
      '0.976',
      '0.974',
    ]);
    expect(row(markdown, 'base-model (the bar)').slice(0, 4)).toEqual([
      'base-model (the bar)',
      '81.20 %',
      '78.66 – 83.50 %',
      '18.80 %',
    ]);
    expect(row(markdown, '3-small').slice(1)).toEqual(['83.00 %', '–', '17.00 %', '–', '–', '–', '–', '–']);
    expect(markdown).toMatch(
      /right where it was wrong on \*\*145\*\*, wrong where it was right on \*\*29\*\*; error rate −11\.60 points .* p < 0\.001/,
    );
    expect(row(markdown, 'Labelled: same')).toEqual(['Labelled: same', '462', '38']);
    expect(row(markdown, 'Labelled: different')).toEqual(['Labelled: different', '34', '466']);
  });

  it('says what the pull request changes about the policy, and that it does not count', () => {
    const markdown = toMarkdown(passing);
    expect(markdown).toContain('**do not count until they are merged**');
    expect(row(markdown, '<code>gate</code>')[2]).toBe('<code>accuracy &#62;= 0.50</code>');
    expect(headings(toMarkdown(failing))).not.toContain('Policy');
    expect(toMarkdown(leaking)).toContain('There is no base branch to compare with.');
  });

  it('shows cost and the change of the data', () => {
    const markdown = toMarkdown(passing);
    expect(markdown).toContain(
      '- Time: **1 min 14 s** (encode 41.2 s, train 30.9 s, evaluate 1.4 s, data 0.6 s, save 0.1 s)',
    );
    expect(markdown).toContain('- Budget of wall time: 1 min 14 s of 20 min spent (6.19 %)');
    expect(markdown).toContain(
      '- Texts encoded: **8,123** (104,982 tokens); 512 more were found in the cache',
    );
    expect(markdown).toContain('Against the base branch: 250 pairs added, 3 removed, 12 relabelled.');
    expect(markdown).not.toContain('test pairs of the base branch');
  });

  it('says how close an encoder in int8 is to fp32, and nothing of one in fp32', () => {
    const agreement = { meanCosine: 0.9999641, texts: 256 };
    const model = { ...passing.model!, precision: { kind: 'int8', agreement } };
    expect(toMarkdown({ ...passing, model })).toContain(
      '- Encoder in int8: mean cosine **0.999964** to fp32, over 256 texts',
    );
    expect(toMarkdown(passing)).not.toContain('Encoder in');
  });

  it('says what became of the test pairs of the base branch', () => {
    const moved = (test: { added: number; removed: number; relabelled: number }, faults = {}): string => {
      const change = { ...passing.data!.change!, bySplit: { ...passing.data!.change!.bySplit, test } };
      const data = { ...passing.data!, change };
      return toMarkdown({ ...passing, verdict: { ...passing.verdict, data: faults }, data });
    };
    expect(moved({ added: 1200, removed: 0, relabelled: 0 })).toContain(
      ' The test pairs of the base branch are all there, and 1,200 more.',
    );
    const dropped = moved(
      { added: 9, removed: 998, relabelled: 2 },
      { test_dropped: 998, test_relabelled: 2 },
    );
    expect(dropped).toContain('**Test pairs of the base branch were dropped or relabelled');
    expect(row(dropped, 'branch dropped').slice(0, 4)).toEqual([
      '❌ broken',
      'no test pair of the base branch dropped',
      '0',
      '998 pairs',
    ]);
    expect(row(dropped, 'branch relabelled')[3]).toBe('2 pairs');
    expect(dropped).toContain('<details><summary>2 findings, by place</summary>');
  });

  it('says why the data was not compared with the base branch, harmlessly', () => {
    const { change: _, ...data } = passing.data!;
    const markdown = toMarkdown({ ...passing, data: { ...data, changeNote: 'In Git LFS: <b>\u001b[2J' } });
    expect(markdown).toContain('### Data\n\n⚠️ In Git LFS: &#60;b&#62;⟨U+001B⟩&#91;2J\n\n');
    expect(markdown).not.toContain('Against the base branch');
  });

  it('says what train is made of when it is no labelled pairs', () => {
    const with_ = (format: NonNullable<Result['data']>['format']) =>
      toMarkdown({ ...passing, data: { ...passing.data!, ...(format && { format }) } });
    expect(with_({ name: 'triplet', examples: 1000 })).toContain(
      'Train has 1,000 triplets, each counted below as its pairs.',
    );
    expect(with_({ name: 'scored-pair', examples: 4000 })).toContain('Train has 4,000 scored text pairs.');
    expect(with_({ name: 'positive-pair', examples: 1 })).toContain('Train has 1 positive text pair.');
    expect(with_(undefined)).not.toContain('Train has');
    expect(with_({ name: 'triplet', examples: 1000 })).toContain('on 1,000 triplets and asked it of');
  });

  it('unfolds the findings when they are what failed the run', () => {
    expect(toMarkdown(leaking)).toContain('<details open><summary>113 findings, by place</summary>');
    expect(toMarkdown(leaking)).toContain('- … and 103 more');
    expect(toMarkdown(passing)).toContain('<details><summary>2 findings, by place</summary>');
  });

  it('draws training and marks the epoch that was kept', () => {
    const markdown = toMarkdown(passing);
    expect(markdown.match(/```mermaid/g)).toHaveLength(2);
    expect(row(markdown, '(kept)')).toEqual(['**7** (kept)', '0.2029', '92.70 %']);
    expect(toMarkdown(failing)).toContain('epoch 1 was best on validation and kept');
    expect(toMarkdown(overBudget)).toContain('750 of 1,000 steps, stopped by the budget');
  });

  it('says when a batch was trained in parts for want of memory, and nothing otherwise', () => {
    const training = { ...passing.training!, accumulation: { batchSize: 32, physicalBatch: 1 } };
    expect(toMarkdown({ ...passing, training })).toContain(
      'seed 42. Memory did not suffice for 32 pairs at once: trained in parts of 1 pair, gradients accumulated to the same batch.',
    );
    expect(toMarkdown(passing)).not.toContain('at once');
  });

  it('lists ten mistakes at most, escaped and shortened, with their place', () => {
    const many = { ...passing, mistakes: Array.from({ length: 25 }, () => passing.mistakes![1]!) };
    const section = toMarkdown(many).split('### Most confident mistakes')[1]!.split('###')[0]!;
    expect(section.match(/data\/test\.tsv:87/g)).toHaveLength(10);
    const markdown = toMarkdown(passing);
    expect(markdown).not.toMatch(/<script|<img|\]\(|@octocat|https:\/\/evil|www\.evil/);
    expect(row(markdown, 'e-mail address')).toEqual([
      'How do I change my e-mail address?',
      'How do I change my postal address?',
      'different',
      'same',
      '0.931',
      '<code>data/test.tsv:41</code>',
    ]);
    expect(row(markdown, 'A long text')[1]?.endsWith('…')).toBe(true);
  });

  it('never lets a text add a row, a cell, a tag or a line', () => {
    const tags = new Set(['code', 'details', 'summary', 'sub', 'span', 'br', 'details open']);
    for (const result of [passing, failing, leaking, overBudget, errored, full]) {
      const markdown = toMarkdown(result).replace(/(`{3,})text\n[\s\S]*?\n\1/g, '');
      for (const [, tag] of markdown.matchAll(/<\/?([a-z][^>]*)>/g)) expect(tags).toContain(tag);
      expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
      for (const table of markdown.matchAll(/(?:^\|.*\|\n)+/gm)) {
        const widths = table[0]
          .trim()
          .split('\n')
          .map(line => line.split('|').length);
        expect(new Set(widths).size).toBe(1);
      }
    }
  });

  it('fences the details of an error so that they cannot break out', () => {
    const markdown = toMarkdown(errored);
    expect(markdown).toContain('`````text\ndata/train.tsv:12 "maybe"');
    expect(markdown).toContain('**What to do:** Relabel the lines listed with 0 or 1.');
    expect(markdown).toContain('<code>DATA&#95;LABEL&#95;INVALID</code> at <code>data/train.tsv:12</code>');
  });

  it('stays within its bytes by leaving out the least important, the verdict last of all', () => {
    const full = toMarkdown(passing);
    for (const maxBytes of [full.length * 2, 8000, 5000, 3000, 1500, 900, 40]) {
      const shown = toMarkdown(passing, { maxBytes });
      expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(maxBytes);
      expect(shown.startsWith('## ✅ Passed')).toBe(true);
    }
    const less = toMarkdown(passing, { maxBytes: Buffer.byteLength(full) - 1 });
    expect(headings(less)).not.toContain('Most confident mistakes');
    expect(headings(less)).toContain('Rules');
    expect(less).toContain('Left out for lack of room: mistakes.');
    expect(toMarkdown(passing, { maxBytes: 3 })).toBe('');
  });

  it('fits the limit however much there is of everything', () => {
    const long = '<|>$@'.repeat(100_000);
    const huge: Result = {
      ...passing,
      verdict: {
        ...passing.verdict,
        sentence: long,
        rules: Array.from({ length: 500 }, () => ({
          ...passing.verdict.rules[0]!,
          rule: long,
          expected: long,
          actual: long,
          sentence: long,
          state: 'broken' as const,
        })),
      },
      policy: {
        ...passing.policy!,
        changes: Array.from({ length: 500 }, () => ({ key: long, base: long, head: long })),
      },
      mistakes: Array.from({ length: 500 }, () => ({ ...passing.mistakes![0]!, first: long, second: long })),
      error: { ...errored.error!, message: long, details: Array.from({ length: 500 }, () => long) },
    };
    const markdown = toMarkdown(huge);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(SUMMARY_BYTES);
    expect(headings(markdown)).toContain('Rules');
  });

  it('renders whatever part of a result there is', () => {
    const keys = [
      'policy',
      'data',
      'model',
      'training',
      'candidate',
      'baselines',
      'mistakes',
      'cost',
      'engine',
    ] as const;
    for (const key of keys) {
      const { [key]: _, ...rest } = passing;
      const markdown = toMarkdown(rest as Result);
      expect(markdown.startsWith('## ✅ Passed')).toBe(true);
      expect(markdown).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});
