import { describe, expect, it } from 'vitest';
import { fixtureConfig, fixtureRepository } from '../sandbox.ts';
import { train } from './in-process.ts';

describe('near-duplicates', () => {
  const sandbox = fixtureRepository(fixtureConfig());
  const lines = (split: string) => sandbox.read(`data/${split}.tsv`).trimEnd().split('\n');
  const [header = '', ...rows] = lines('train');
  // The first test pairs in train too: turned round, and one text a word longer.
  const copies = lines('test')
    .slice(1, 6)
    .map(row => {
      const [a = '', b = '', label = ''] = row.split('\t');
      return [`${b} please`, a, label].join('\t');
    });
  sandbox.write('data/train.tsv', `${[header, ...rows, ...copies].join('\n')}\n`);

  it('are counted in every run, and left out of train where asked for', async () => {
    const counted = await train(sandbox);
    expect(counted.exitCode).toBe(0);
    const before = counted.result.data!;
    expect(before.nearDuplicates?.threshold).toBe(0.97);
    expect(before.nearDuplicates?.dropped).toBeUndefined();
    expect(before.splits.train.pairs).toBe(rows.length + copies.length);

    sandbox.write('drop.yml', fixtureConfig().replace('model:', '  drop_near_duplicates: 0.9\nmodel:'));
    const { result, summary } = await train(sandbox, 'drop.yml', 'dropped');
    const { nearDuplicates, splits } = result.data!;
    const dropped = nearDuplicates!.dropped!;
    expect(nearDuplicates?.test?.trainPairs).toBeGreaterThanOrEqual(copies.length);
    expect(splits.train.pairs).toBe(rows.length + copies.length - dropped.total);
    const listed = sandbox
      .read('dropped/dropped.jsonl')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(listed).toHaveLength(dropped.total);
    const added = listed.filter(({ line }) => line > rows.length + 1);
    expect(added.map(({ because, near, line }) => [because, near.line, line])).toEqual(
      copies.map((_, i) => ['test', i + 2, rows.length + 2 + i]),
    );
    expect(dropped.because.test + dropped.because.validation + dropped.because.train).toBe(dropped.total);
    expect(summary).toContain('Near-duplicates (cosine similarity of 0.9 or more by the base model)');
    expect(summary).toContain('Left out of train:');
    // The second run finds the embeddings of all texts, also of those that were left out.
    expect(result.cost?.textsEncoded).toBe(0);
  });

  it('that are nearly everything end the run', async () => {
    sandbox.write('all.yml', fixtureConfig().replace('model:', '  drop_near_duplicates: 0.01\nmodel:'));
    const { result, exitCode } = await train(sandbox, 'all.yml', 'all');
    expect([exitCode, result.error?.code]).toEqual([4, 'DATA_TOO_SIMILAR']);
  });
});
