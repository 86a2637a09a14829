import { describe, expect, it } from 'vitest';
import { toMarkdown } from '../../../src/report/markdown.ts';
import type { DataSummary, Result, RetrievalSummary } from '../../../src/report/result.ts';
import { toTerminal } from '../../../src/report/terminal.ts';
import { passing } from './samples.ts';

const metrics = (value: number) => ({
  'accuracy@10': value,
  'precision@10': value / 10,
  'recall@10': value,
  'mrr@10': value / 2,
  'ndcg@10': value / 1.5,
  'map@10': value / 2,
});
const retrieval: RetrievalSummary = {
  queries: 1234,
  documents: 1,
  k: [10],
  fingerprint: `sha256:${'d'.repeat(64)}`,
  candidate: metrics(0.9),
  baseModel: metrics(0.75),
  note: '<b>note</b>\u001b[2J',
};

describe('retrieval in the report', () => {
  const result: Result = { ...passing, retrieval };

  it('stands in Markdown beside the base model, with its note made harmless', () => {
    const text = toMarkdown(result);
    expect(text).toContain(
      '| 1,234 queries in 1 document | Accuracy | Precision | Recall | MRR | nDCG | MAP |',
    );
    expect(text).toContain(
      '| **Fine-tuned model**, first 10 | 0.900 | 0.090 | 0.900 | 0.450 | 0.600 | 0.450 |',
    );
    expect(text).toContain('| base-model, first 10 | 0.750 |');
    expect(text).not.toContain('<b>note');
    expect(toMarkdown(passing)).not.toContain('### Retrieval');
  });

  it('stands in the terminal, with its note made harmless', () => {
    const text = toTerminal(result);
    expect(text).toMatch(/of 1,234 queries in 1 document +recall@10 +mrr@10 +ndcg@10\n/);
    expect(text).toMatch(/base-model +0\.750 +0\.375 +0\.500/);
    expect(text).not.toContain('\u001b');
  });
});

describe('near-duplicates in the report', () => {
  const place = (line: number) => ({ file: 'data/a|b<i>.tsv', line });
  const nearDuplicates: NonNullable<DataSummary['nearDuplicates']> = {
    threshold: 0.97,
    test: { trainPairs: 1, pairs: 12, texts: 3 },
    validation: { trainPairs: 2, pairs: 1, texts: 1 },
    examples: [
      {
        split: 'test',
        train: { ...place(4), first: 'Where is my bill | <i>?', second: 'My bill?' },
        other: { ...place(5), first: 'Where is my bill?', second: 'my bill!' },
        similarity: 0.98765,
      },
    ],
    dropped: {
      total: 3,
      because: { test: 2, validation: 0, train: 1 },
      pairs: [{ ...place(4), because: 'test', near: place(5) }],
    },
  };
  const text = (found: DataSummary['nearDuplicates']) =>
    toMarkdown({ ...passing, data: { ...passing.data!, ...(found && { nearDuplicates: found }) } });

  it('are counted by split, shown by place, and what was dropped is listed', () => {
    const shown = text(nearDuplicates);
    expect(shown).toContain(
      '1 train pair nearly repeats 12 test pairs (3 test texts have a near-duplicate in train)',
    );
    expect(shown).toContain('2 train pairs nearly repeat 1 validation pair (1 validation text has');
    expect(shown).toContain('Where is my bill &#124; &#60;i&#62;?<br>My bill? | test <code>');
    expect(shown).toContain('| 0.988 |');
    expect(shown).toContain('… and 12 more');
    expect(shown).toContain('Left out of train: 3 pairs (2 near a test pair, 1 near a train pair).');
    expect(shown).toContain('… and 2 more; all in <code>dropped.jsonl</code>');
    expect(shown).not.toContain('<i>');
  });

  it('stand in the terminal too, with how many texts were encoded, and not where there are none', () => {
    const none = { trainPairs: 0, pairs: 0, texts: 3 };
    const { dropped: _, ...kept } = nearDuplicates;
    const terminal = (found: NonNullable<DataSummary['nearDuplicates']>) =>
      toTerminal({ ...passing, data: { ...passing.data!, nearDuplicates: found } });
    const both = terminal(nearDuplicates);
    expect(both).toContain(
      '1 train pair nearly repeats 12 test pairs; 2 train pairs nearly repeat 1 validation pair; 3 train pairs left out',
    );
    expect(terminal({ ...nearDuplicates, validation: none })).not.toContain('validation pair');
    expect(terminal({ ...kept, test: none, validation: none })).not.toContain('near-duplicates');
    expect(text({ ...nearDuplicates, test: none })).toContain(
      'no train pair nearly repeats a test pair (3 test texts',
    );
    const { textsEncoded, textsFound } = passing.cost!;
    const counted = (n: number) => n.toLocaleString('en-US');
    expect(both).toContain(`${counted(textsEncoded)} encoded, ${counted(textsFound)} found in the cache`);
  });

  it('that cannot be told are not shown as none', () => {
    expect(text({ threshold: 0.97, tooMany: true, examples: [] })).toContain(
      'Near-duplicates cannot be told',
    );
    expect(text(undefined)).not.toContain('Near-duplicates');
  });
});
