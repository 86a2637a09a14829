import { describe, expect, it } from 'vitest';
import { loadData } from '../../../src/data/load.ts';
import { readSplits } from '../../../src/data/splits.ts';
import { describeShared } from '../../shared.ts';
import { bytes, failure, folder, options } from './files.ts';
import { parquetFile } from './parquet-fixture.ts';

const HEADER = 'question1\tquestion2\tis_duplicate\n';
const table = (...rows: string[]): string =>
  HEADER + rows.map(row => `${row.replaceAll('|', '\t')}\n`).join('');

/** `count` pairs that share no texts. */
const many = (count: number): string =>
  table(...Array.from({ length: count }, (_, i) => `first ${i}|second ${i}|${i % 2}`));

const small = {
  'validation.tsv': table('g|h|1', 'i|j|0'),
  'test.tsv': table('k|l|1', 'm|n|0'),
};

describe('loadData', () => {
  it('reads splits of several files and formats', async () => {
    const root = folder({
      ...small,
      'data/b.csv': 'text1,text2,label\n"a, a",b,true\n',
      'data/a.jsonl': '{"text1":"c","text2":"d","label":0}\n',
      'data/c.parquet': parquetFile([
        { name: 'text1', type: 'string', values: ['e'] },
        { name: 'text2', type: 'string', values: ['f'] },
        { name: 'label', type: 'boolean', values: [true] },
      ]),
    });
    const data = await loadData(options({ train: 'data/*' }), root, { seed: 42 });
    expect([...data.splits.train]).toEqual([
      { first: 'c', second: 'd', label: 0, file: 'data/a.jsonl', line: 1 },
      { first: 'a, a', second: 'b', label: 1, file: 'data/b.csv', line: 2 },
      { first: 'e', second: 'f', label: 1, file: 'data/c.parquet', line: 1 },
    ]);
    expect(data.files).toEqual([
      'data/a.jsonl',
      'data/b.csv',
      'data/c.parquet',
      'test.tsv',
      'validation.tsv',
    ]);
    expect(data.findings).toEqual([]);
  });

  it('finds and places what deserves a look', async () => {
    const root = folder({
      'train.tsv': bytes(table('a|b|1', 'B|A|0', 'c|d|1', 'c|d|1'), 'caf', [0xe9], '\te\t0\n'),
      'validation.tsv': table('g|h|1', 'D|c|0'),
      'test.tsv': table('k|l|1', 'h|  G|0'),
    });
    const { findings, splits } = await loadData(options({}), root, { seed: 42 });
    expect(findings.map(({ kind, split, line }) => `${kind} ${split}:${line}`)).toEqual([
      'leakage validation:3',
      'leakage test:3',
      'conflict train:2',
      'conflict train:3',
      'conflict train:4',
      'conflict train:5',
      'conflict validation:2',
      'conflict validation:3',
      'conflict test:3',
      'duplicate train:5',
      'encoding train:6',
    ]);
    expect([...splits.train].at(-1)?.first).toBe('caf\ufffd');
  });

  it('fingerprints the content: not the format, the order, nor the settings', async () => {
    const root = folder({
      ...small,
      'train.tsv': table('a|b|1', 'c|d|0', 'e|f|1'),
      'other.csv': 'label,text2,text1\n1,E,f\n0,d,c\n',
      'third.jsonl': '{"text1":"a ","text2":"B","label":true}',
      'less.tsv': table('a|b|1', 'c|d|0'),
    });
    const load = (value: object, seed = 42) => loadData(options(value), root, { seed });
    const one = await load({});
    const same = await load({ train: ['third.jsonl', 'other.csv'], examples: 3 }, 7);
    expect(same.fingerprint).toBe(one.fingerprint);
    const less = await load({ train: 'less.tsv' });
    expect(less.fingerprint).not.toBe(one.fingerprint);
    expect(less.testFingerprint).toBe(one.testFingerprint);
  });

  it('takes validation out of train, then examples out of the rest', async () => {
    const root = folder({ 'train.tsv': many(400), 'test.tsv': small['test.tsv'] });
    const load = (value: object) => loadData(options({ validation: 0.1, ...value }), root, { seed: 42 });
    const [whole, some, fewer] = [
      await load({}),
      await load({ examples: 100 }),
      await load({ examples: 50 }),
    ];
    expect([whole.splits.train.length, whole.splits.validation.length]).toEqual([360, 40]);
    expect([...some.splits.validation]).toEqual([...whole.splits.validation]);
    expect(some.splits.train).toHaveLength(100);
    const larger = [...some.splits.train];
    for (const pair of fewer.splits.train) expect(larger).toContainEqual(pair);
    expect(some.fingerprint).toBe(whole.fingerprint);
    expect((await failure(load({ examples: 361 }))).message).toMatch(/train has 360/);
  });

  it('tells how much of the files is read, and stops there when it is cancelled', async () => {
    const long = 'x'.repeat(10_000);
    const rows = Array.from({ length: 2000 }, (_, i) => `${long} ${i}|second ${i}|${i % 2}`);
    const root = folder({ ...small, 'train.tsv': table(...rows) });
    const told: number[] = [];
    const onProgress = (done: number, total: number) => void told.push(done / total);
    await loadData(options({}), root, { seed: 42, onProgress });
    expect(told.length).toBeGreaterThan(1);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.every(share => share > 0 && share <= 1)).toBe(true);
    const controller = new AbortController();
    const cancelled = { seed: 42, signal: controller.signal, onProgress: () => controller.abort() };
    expect((await failure(loadData(options({}), root, cancelled))).code).toBe('INTERRUPTED');
  });

  it('stops when it is cancelled', async () => {
    const root = folder({ ...small, 'train.tsv': many(10) });
    const signal = AbortSignal.abort();
    for (const train of ['train.tsv', '*.tsv']) {
      expect((await failure(loadData(options({ train }), root, { seed: 42, signal }))).code).toBe(
        'INTERRUPTED',
      );
    }
  });
});

describe('readSplits', () => {
  it('gives the splits as the files have them', async () => {
    const root = folder({ 'train.tsv': many(40), 'test.tsv': table('k|l|1') });
    const { splits } = await readSplits(options({ validation: 0.1, examples: 10 }), root);
    expect([splits.train.length, splits.validation.length, splits.test.length]).toEqual([40, 0, 1]);
  });
});

describeShared('Quora Question Pairs', shared => {
  const root = `${shared}/data/qqp`;

  it('load with the counts and shares of their provenance, and without a finding', async () => {
    const started = performance.now();
    const { splits, findings } = await loadData(options({}), root, { seed: 42 });
    const seconds = (performance.now() - started) / 1000;
    const share = (split: keyof typeof splits) =>
      Math.round((1000 * splits[split].labels.filter(label => label === 1).length) / splits[split].length) /
      10;
    expect([splits.train.length, splits.validation.length, splits.test.length]).toEqual([22_498, 1500, 4000]);
    expect([share('train'), share('validation'), share('test')]).toEqual([41.7, 49.4, 50.7]);
    expect(findings).toEqual([]);
    expect([...splits.train].at(-1)?.line).toBe(22_499);
    expect(splits.validation.pair(3).first).toMatch(
      /^"What is the full version of the ""Old King Cole"" Cadence\?.*"$/,
    );
    // About half a second alone; the limit leaves room for a busy machine, and none for quadratic work.
    expect(seconds).toBeLessThan(5);
  });

  it('can be split by a fraction', async () => {
    const { splits } = await loadData(options({ validation: 0.1, examples: 6400 }), root, { seed: 42 });
    expect(splits.train).toHaveLength(6400);
    expect(splits.validation).toHaveLength(2250);
  });
});
