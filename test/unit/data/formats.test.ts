import { describe, expect, it } from 'vitest';
import { loadData } from '../../../src/data/load.ts';
import type { ExampleFormat } from '../../../src/data/pair.ts';
import { failure, folder, options, readRows } from './files.ts';
import { type ParquetColumn, parquetFile } from './parquet-fixture.ts';

type Table = Readonly<Record<string, readonly (string | number)[]>>;

const WRITERS: Readonly<Record<string, (table: Table) => string | Uint8Array>> = {
  tsv: table => lines(table, '\t'),
  csv: table => lines(table, ','),
  jsonl: table =>
    rows(table)
      .map(row => JSON.stringify(row))
      .join('\n'),
  parquet: table =>
    parquetFile(
      Object.entries(table).map(([name, values]): ParquetColumn => {
        return { name, type: typeof values[0] === 'number' ? 'double' : 'string', values };
      }),
    ),
};

const rows = (table: Table) =>
  Object.values(table)[0]!.map((_, i) =>
    Object.fromEntries(Object.entries(table).map(([name, values]) => [name, values[i]!])),
  );

const lines = (table: Table, separator: string): string =>
  [Object.keys(table), ...rows(table).map(row => Object.values(row))]
    .map(cells => `${cells.join(separator)}\n`)
    .join('');

interface Case {
  readonly format: ExampleFormat;
  readonly table: Table;
  readonly texts: readonly (readonly string[])[];
  readonly values: readonly number[];
}

const CASES: readonly Case[] = [
  {
    format: 'pair',
    table: { label: [1, 0], sentence1: ['a', 'b'], sentence2: ['c', 'd'] },
    texts: [
      ['a', 'c'],
      ['b', 'd'],
    ],
    values: [1, 0],
  },
  {
    format: 'scored-pair',
    table: { sentence1: ['a', 'b', 'c'], sentence2: ['d', 'e', 'f'], score: [0.25, 1, 5e-1] },
    texts: [
      ['a', 'd'],
      ['b', 'e'],
      ['c', 'f'],
    ],
    values: [0.25, 1, 0.5],
  },
  {
    format: 'positive-pair',
    table: { query: ['a', 'b'], answer: ['c', 'd'] },
    texts: [
      ['a', 'c'],
      ['b', 'd'],
    ],
    values: [1, 1],
  },
  {
    format: 'triplet',
    table: { id: ['1', '2'], negative: ['e', 'f'], anchor: ['a', 'b'], positive: ['c', 'd'] },
    texts: [
      ['a', 'c', 'e'],
      ['b', 'd', 'f'],
    ],
    values: [1, 1],
  },
  {
    format: 'triplet',
    table: { query: ['a'], positive: ['b'], negative_1: ['c'], negative_2: ['d'], Negative_3: ['e'] },
    texts: [['a', 'b', 'c', 'd', 'e']],
    values: [1],
  },
];

describe.each(Object.keys(WRITERS))('%s', extension => {
  it.each(CASES)('has $format, told by its columns: $table', async ({ format, table, texts, values }) => {
    const { examples } = await readRows(`data.${extension}`, WRITERS[extension]!(table));
    expect(examples.map(example => example.texts)).toEqual(texts);
    expect(examples.map(example => example.value)).toEqual(values);
    expect(new Set(examples.map(example => example.format))).toEqual(new Set([format]));
  });

  it('has texts that are not there reported by their role', async () => {
    const table = {
      anchor: ['a', 'b'],
      positive: ['c', ' '],
      negative_1: ['d', 'e'],
      negative_2: [' ', 'f'],
    };
    const error = await failure(readRows(`data.${extension}`, WRITERS[extension]!(table)));
    expect(error.code).toBe('DATA_TEXT_EMPTY');
    const start = extension === 'tsv' || extension === 'csv' ? 2 : 1;
    expect(error.details).toEqual([
      `data.${extension}:${start}: the negative 2 text is " "`,
      `data.${extension}:${start + 1}: the positive text is " "`,
    ]);
  });
});

const LABELLED = { sentence1: ['k', 'm'], sentence2: ['l', 'n'], label: [1, 0] };
const TRIPLETS = {
  anchor: ['a1', 'a2', 'a3', 'a4'],
  positive: ['p1', 'p2', 'p3', 'p4'],
  negative_1: ['n1', 'n2', 'n3', 'n4'],
  negative_2: ['m1', 'm2', 'm3', 'm4'],
};
const SCORED = { sentence1: ['a', 'b', 'c'], sentence2: ['d', 'e', 'f'], score: [0.25, 0.7, 1] };
const POSITIVE = { anchor: ['a', 'b'], positive: ['c', 'd'] };

async function load(
  tables: Readonly<Record<'train' | 'validation' | 'test', Table | undefined>>,
  value: object = {},
) {
  const files = Object.entries(tables).flatMap(([name, table]) =>
    table ? [[`${name}.tsv`, WRITERS.tsv!(table)] as const] : [],
  );
  return loadData(options(value), folder(Object.fromEntries(files)), { seed: 1 });
}

const other = { sentence1: ['g', 'i'], sentence2: ['h', 'j'], label: [0, 1] };
const short = (pairs: Iterable<{ first: string; second: string; label: number; line: number }>) =>
  [...pairs].map(({ first, second, label, line }) => `${line}: ${first} ${second} ${label}`);

describe('loadData', () => {
  it('counts a triplet as its pairs, in train and where it judges', async () => {
    const data = await load({
      train: TRIPLETS,
      validation: other,
      test: { ...POSITIVE, negative: ['e', 'f'] },
    });
    expect(data.format).toBe('triplet');
    expect([data.splits.train.examples, data.splits.train.width]).toEqual([4, 3]);
    expect(short(data.splits.train).slice(0, 4)).toEqual([
      '2: a1 p1 1',
      '2: a1 n1 0',
      '2: a1 m1 0',
      '3: a2 p2 1',
    ]);
    expect(short(data.splits.test)).toEqual(['2: a c 1', '2: a e 0', '3: b d 1', '3: b f 0']);
    expect(data.splits.test.width).toBe(1);
  });

  it('takes whole triplets into validation and into a subset', async () => {
    const data = await load(
      { train: TRIPLETS, validation: undefined, test: LABELLED },
      { validation: 0.25, examples: 2 },
    );
    expect([data.splits.train.examples, data.splits.validation.examples]).toEqual([2, 1]);
    for (const pairs of [data.splits.train, data.splits.validation]) {
      const firsts = [...pairs].map(({ first }) => first);
      for (let i = 0; i < firsts.length; i += 3) expect(new Set(firsts.slice(i, i + 3)).size).toBe(1);
    }
    const error = await failure(
      load({ train: TRIPLETS, validation: other, test: LABELLED }, { examples: 5 }),
    );
    expect(error.message).toBe('data.examples asks for 5 triplets, but train has 4.');
  });

  it('keeps the scores of train, and its labels by positive_from', async () => {
    const plain = await load({ train: SCORED, validation: other, test: LABELLED });
    expect(plain.format).toBe('scored-pair');
    expect([...plain.splits.train.scores!]).toEqual([0.25, Math.fround(0.7), 1]);
    expect([...plain.splits.train.labels]).toEqual([0, 1, 1]);
    const strict = await load({ train: SCORED, validation: other, test: LABELLED }, { positive_from: 0.8 });
    expect([...strict.splits.train.labels]).toEqual([0, 0, 1]);
    expect(strict.fingerprint).toBe(plain.fingerprint);
  });

  it('takes scores that are all 0 or 1 for labels, unless scores are asked for', async () => {
    const train = { ...SCORED, score: [0, 1, 1] };
    expect((await load({ train, validation: other, test: LABELLED })).format).toBe('pair');
    const asked = await load({ train, validation: other, test: LABELLED }, { format: 'scored-pair' });
    expect([asked.format, ...asked.splits.train.scores!]).toEqual(['scored-pair', 0, 1, 1]);
  });

  it('needs to know from which score on a pair judges as positive', async () => {
    for (const tables of [
      { train: LABELLED, validation: other, test: SCORED },
      { train: LABELLED, validation: SCORED, test: other },
    ]) {
      const error = await failure(load(tables));
      expect([error.code, error.place?.line]).toEqual(['DATA_SCORE_UNDECIDED', 2]);
      expect(error.remedy).toMatch(/data\.positive_from/);
    }
    const fraction = { train: SCORED, validation: undefined, test: LABELLED };
    expect((await failure(load(fraction, { validation: 0.4 }))).code).toBe('DATA_SCORE_UNDECIDED');
    const { splits } = await load(
      { train: LABELLED, validation: other, test: SCORED },
      { positive_from: 0.7 },
    );
    expect([...splits.test.labels]).toEqual([0, 1, 1]);
    expect(splits.test.scores).toBeUndefined();
  });

  it('trains on positive pairs, but does not judge by them alone', async () => {
    const data = await load({ train: POSITIVE, validation: other, test: LABELLED });
    expect([data.format, ...data.splits.train.labels]).toEqual(['positive-pair', 1, 1]);
    const test = await failure(load({ train: LABELLED, validation: other, test: POSITIVE }));
    expect(test.code).toBe('DATA_ONE_CLASS');
    expect(test.message).toBe('All 2 pairs of the test data are positive: they have no labels.');
    expect(test.remedy).toMatch(/make the test rows triplets/);
    const fraction = await failure(
      load({ train: POSITIVE, validation: undefined, test: LABELLED }, { validation: 0.5 }),
    );
    expect(fraction.code).toBe('DATA_ONE_CLASS');
    expect(fraction.remedy).toMatch(/Name validation files/);
  });

  it('takes labelled pairs that are all positive for positive pairs only when told so', async () => {
    const train = { ...LABELLED, label: [1, 1] };
    const error = await failure(
      load({ train, validation: other, test: { ...LABELLED, sentence1: ['x', 'y'] } }),
    );
    expect([error.code, error.remedy]).toEqual([
      'DATA_ONE_CLASS',
      expect.stringMatching(/format: positive-pair/),
    ]);
    const told = await load(
      { train, validation: other, test: { ...LABELLED, sentence1: ['x', 'y'] } },
      { format: 'positive-pair' },
    );
    expect(told.format).toBe('positive-pair');
  });

  it('wants files of train that make the same columns', async () => {
    const root = folder({
      'a.tsv': WRITERS.tsv!(TRIPLETS),
      'b.tsv': WRITERS.tsv!({ ...POSITIVE, negative: ['e', 'f'] }),
      'c.tsv': WRITERS.tsv!(LABELLED),
      'd.tsv': WRITERS.tsv!(SCORED),
      'other.tsv': WRITERS.tsv!(other),
    });
    const train = (...names: string[]) =>
      loadData(options({ train: names, validation: 'other.tsv', test: 'c.tsv', fail_on: [] }), root, {
        seed: 1,
      });
    const counts = await failure(train('a.tsv', 'b.tsv'));
    expect([counts.code, counts.place]).toEqual(['DATA_FORMATS_MIXED', { file: 'b.tsv', line: 2 }]);
    expect(counts.message).toBe(
      'b.tsv has triplets with one negative, but a.tsv has triplets with 2 negatives.',
    );
    expect((await failure(train('b.tsv', 'c.tsv'))).message).toMatch(/c\.tsv has pairs with labels/);
    const scores = await train('c.tsv', 'd.tsv');
    expect([scores.format, ...scores.splits.train.scores!]).toEqual([
      'scored-pair',
      1,
      0,
      0.25,
      Math.fround(0.7),
      1,
    ]);
  });

  it('refuses scores that are none', async () => {
    const error = await failure(
      load({ train: { ...SCORED, score: [0.5, 4.2, 'high'] }, validation: other, test: LABELLED }),
    );
    expect(error.code).toBe('DATA_SCORE_INVALID');
    expect(error.details).toEqual(['train.tsv:3: the score is "4.2"', 'train.tsv:4: the score is "high"']);
  });
});

describe('what is noticed', () => {
  it('in triplets: conflicts and leaks of their pairs, duplicates of the whole', async () => {
    const train = {
      anchor: ['a', 'a', 'a', 'x'],
      positive: ['b', 'b', 'b', 'y'],
      negative: ['c', 'd', 'C', 'Y '],
    };
    const test = { sentence1: ['D', 'm'], sentence2: ['a', 'n'], label: [0, 1] };
    const { findings, findingCounts } = await load({ train, validation: other, test });
    expect(findings.map(({ kind, split, line }) => `${kind} ${split}:${line}`)).toEqual([
      'leakage test:2',
      'conflict train:5',
      'conflict train:5',
      'duplicate train:4',
    ]);
    expect(findings.at(-1)?.message).toBe('This triplet repeats train.tsv:2.');
    expect(findingCounts).toEqual({ leakage: 1, conflict: 2, duplicate: 1, encoding: 0 });
  });

  it('in scores: conflicts on both sides of positive_from', async () => {
    const train = { sentence1: ['a', 'B', 'a'], sentence2: ['b', 'a', 'b'], score: [0.6, 0.9, 0.75] };
    const { findings } = await load({ train, validation: other, test: LABELLED }, { positive_from: 0.7 });
    expect(findings.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      'conflict: This pair is scored 0.6 here and 0.9 at train.tsv:3.',
      'conflict: This pair is scored 0.9 here and 0.6 at train.tsv:2.',
      'conflict: This pair is scored 0.75 here and 0.6 at train.tsv:2.',
      'duplicate: This pair repeats train.tsv:3.',
    ]);
  });

  it('is kept up to a hundred of a kind, and counted beyond', async () => {
    const count = 250;
    const train = {
      sentence1: Array.from({ length: count }, () => 'a'),
      sentence2: Array.from({ length: count }, () => 'b'),
      label: Array.from({ length: count }, (_, i) => i % 2),
    };
    const { findings, findingCounts } = await load({ train, validation: other, test: LABELLED });
    expect(findingCounts).toEqual({ leakage: 0, conflict: 250, duplicate: 248, encoding: 0 });
    expect(findings.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 100 }, () => 'conflict'),
      ...Array.from({ length: 100 }, () => 'duplicate'),
    ]);
  });
});

describe('fingerprints', () => {
  const of = async (train: Table, test: Table = LABELLED) => load({ train, validation: other, test });

  it('of triplets do not depend on the order of rows, but on who is positive and on each negative', async () => {
    const turned = Object.fromEntries(
      Object.entries(TRIPLETS).map(([name, values]) => [name, [...values].reverse()]),
    );
    const { negative_1, negative_2, ...rest } = TRIPLETS;
    const variants = [
      TRIPLETS,
      { ...rest, negative_1: negative_2, negative_2: negative_1 },
      { ...rest, negative_1 },
      { ...TRIPLETS, anchor: TRIPLETS.positive, positive: TRIPLETS.anchor },
      { ...TRIPLETS, negative_2: ['m1', 'm2', 'm3', 'm5'] },
    ];
    const prints = await Promise.all(variants.map(async variant => (await of(variant)).fingerprint));
    expect(new Set(prints).size).toBe(variants.length);
    expect((await of(turned)).fingerprint).toBe(prints[0]);
  });

  it('of scores change with a score, and are those of labels where they are 0 and 1', async () => {
    const [one, other] = [await of(SCORED), await of({ ...SCORED, score: [0.25, 0.8, 1] })];
    expect(one.fingerprint).not.toBe(other.fingerprint);
    const { score: _, ...texts } = SCORED;
    const [labels, scores] = [
      await of({ ...texts, label: [0, 1, 1] }),
      await of({ ...texts, score: ['0.0', '1', '1.00'] }),
    ];
    expect(scores.fingerprint).toBe(labels.fingerprint);
  });

  it('of a test split that judges alike are alike, whatever its format', async () => {
    const pairs = { sentence1: ['a', 'a', 'b', 'b'], sentence2: ['c', 'e', 'd', 'f'], label: [1, 0, 1, 0] };
    const train = { sentence1: ['t', 'u'], sentence2: ['v', 'w'], label: [0, 1] };
    const [triplets, labelled] = [
      await of(train, { ...POSITIVE, negative: ['e', 'f'] }),
      await of(train, pairs),
    ];
    expect(triplets.testFingerprint).toBe(labelled.testFingerprint);
  });
});
