import { mkdirSync, symlinkSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { confidentMistakes } from '../../../src/commands/mistakes.ts';
import { TextIndex } from '../../../src/commands/text-index.ts';
import { inRepository, insideRoot } from '../../../src/commands/workspace.ts';
import { loadData } from '../../../src/data/load.ts';
import type { Pair } from '../../../src/data/pair.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { Sandbox } from '../../sandbox.ts';
import { folder, options, splits, table } from '../data/files.ts';

describe('insideRoot', () => {
  const sandbox = new Sandbox();
  beforeAll(() => {
    mkdirSync(sandbox.path('root', 'models'), { recursive: true });
    mkdirSync(sandbox.path('outside'));
    symlinkSync(sandbox.path('outside'), sandbox.path('root', 'link'));
    symlinkSync(sandbox.path('root', 'models'), sandbox.path('root', 'alias'));
  });
  const root = () => sandbox.path('root');

  it.each(['models', 'models/absent', 'alias', './models/../models'])('allows %s', async path => {
    await expect(insideRoot(root(), path)).resolves.toContain(root());
  });

  it.each(['..', '../outside', 'models/../../outside', '/etc', 'link', 'link/deeper'])(
    'refuses %s',
    async path => {
      await expect(insideRoot(root(), path)).rejects.toMatchObject({ code: 'PATH_OUTSIDE' });
    },
  );
});

const pair = (first: string, second: string, label: 0 | 1, line = 2): Pair => ({
  first,
  second,
  label,
  file: 'data/test.tsv',
  line,
});

describe('inRepository', () => {
  const moved = (file: string) =>
    inRepository(new FinetuneGateError('MODEL_INVALID', 'x', { place: { file, line: 3 } }), {
      prefix: 'gate',
      root: '/work/checkout/gate',
    }).place;

  it('names a place by its path in the repository, whatever the machine calls its folder', () => {
    expect(moved('data/a.tsv')).toEqual({ file: 'gate/data/a.tsv', line: 3 });
    expect(moved('/work/checkout/gate/models/tiny')).toEqual({ file: 'gate/models/tiny', line: 3 });
    expect(moved('/elsewhere/models/tiny')).toEqual({ file: '/elsewhere/models/tiny', line: 3 });
  });
});

describe('TextIndex', () => {
  const index = new TextIndex(
    splits(
      [pair('a', 'b', 1), pair('b', 'c', 0)],
      [pair('c', 'd', 1)],
      [pair('d', 'a', 0), pair('e', 'e', 1)],
    ),
  );

  it('numbers every text once over all splits', () => {
    expect(index.texts).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect([...index.pairs('test').first]).toEqual([3, 4]);
    expect([...index.pairs('test').second]).toEqual([0, 4]);
    expect([...index.pairs('train').labels]).toEqual([1, 0]);
  });

  it('knows which texts a split needs', () => {
    expect(index.textsOf(['validation'])).toEqual([2, 3]);
    expect(index.textsOf(['test', 'validation'])).toEqual([0, 2, 3, 4]);
  });
});

describe('the examples of a TextIndex', () => {
  const header = 'question1\tquestion2\tis_duplicate\n';
  const examplesOf = async (train: string) => {
    const root = folder({
      'train.tsv': train,
      'validation.tsv': `${header}v\tw\t1\nx\ty\t0\n`,
      'test.tsv': `${header}s\tt\t1\nb\tr\t0\n`,
    });
    const { splits } = await loadData(options({}), root, { seed: 1 });
    const index = new TextIndex(splits);
    const { texts, labels } = index.examples;
    return { rows: texts.map(column => Array.from(column, text => index.text(text))), labels: [...labels] };
  };

  it('have a column for each text of a triplet, all labelled 1', async () => {
    const train = 'anchor\tpositive\tnegative_1\tnegative_2\na\tb\tc\td\ne\tf\ta\tg\n';
    expect(await examplesOf(train)).toEqual({
      rows: [
        ['a', 'e'],
        ['b', 'f'],
        ['c', 'a'],
        ['d', 'g'],
      ],
      labels: [1, 1],
    });
  });

  it('have two columns and labels or scores for pairs', async () => {
    expect(await examplesOf(`${header}a\tb\t0\nc\ta\t1\n`)).toEqual({
      rows: [
        ['a', 'c'],
        ['b', 'a'],
      ],
      labels: [0, 1],
    });
    expect((await examplesOf('text1\ttext2\tscore\na\tb\t0.25\nc\ta\t0.75\n')).labels).toEqual([0.25, 0.75]);
    expect((await examplesOf('query\tanswer\na\tb\nc\td\n')).labels).toEqual([1, 1]);
  });
});

describe('confidentMistakes', () => {
  it('gives the wrong decisions, furthest from the threshold first', () => {
    const test = [pair('a', 'b', 1, 2), pair('c', 'd', 0, 3), pair('e', 'f', 1, 4), pair('g', 'h', 0, 5)];
    const scores = Float64Array.of(0.2, 0.95, 0.9, 0.6);
    const correct = [false, false, true, false];
    const evaluation = { scores, correct, threshold: 0.5 } as unknown as Parameters<
      typeof confidentMistakes
    >[1];
    const found = confidentMistakes(table(test), evaluation, 2);
    expect(found.map(mistake => mistake.line)).toEqual([3, 2]);
    expect(found[0]?.margin).toBeCloseTo(0.45, 12);
  });
});
