import { beforeAll, describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/commands/arguments.ts';
import { runDedupe } from '../../src/commands/dedupe.ts';
import { runMine } from '../../src/commands/mine.ts';
import { runJob } from '../../src/commands/run-job.ts';
import { openEngine } from '../../src/engine/select.ts';
import { encodeTexts } from '../../src/model/encode.ts';
import { loadModel } from '../../src/model/load.ts';
import { fixtureConfig, fixtureRepository, fixtureRows, type Sandbox } from '../sandbox.ts';
import { allCosines } from '../unit/model/oracle.ts';

const signal = new AbortController().signal;
const run = (command: typeof runMine, sandbox: Sandbox, ...args: string[]) =>
  command(
    parseArguments(args),
    signal,
    () => {},
    () => {},
    runJob,
    sandbox.folder,
  );

/** Similarities of the texts among each other by the fixture encoder, one text at a time. */
async function similarities(
  sandbox: Sandbox,
  texts: readonly string[],
): Promise<(a: string, b: string) => number> {
  const engine = await openEngine({ engine: 'onnxruntime', provider: 'cpu', requireGpu: false }, () => {});
  const model = await loadModel(sandbox.path('models/tiny'), { seed: 0 });
  const { embeddings, dimensions } = await encodeTexts(model, engine, texts, { stage: 'full' });
  model.dispose();
  engine.dispose();
  const cosines = allCosines(embeddings, embeddings, dimensions);
  const numbers = new Map(texts.map((text, i) => [text, i]));
  return (a, b) => cosines[numbers.get(a)!]![numbers.get(b)!]!;
}

interface Row {
  readonly first: string;
  readonly second: string;
  readonly label: string;
}

describe('finetune-gate mine', () => {
  let sandbox: Sandbox;
  let pairs: Row[];
  let positives: Row[];
  let similarity: (a: string, b: string) => number;
  const rows = <T>(file: string): T[] =>
    sandbox
      .read(file)
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));

  beforeAll(async () => {
    sandbox = fixtureRepository(fixtureConfig());
    sandbox.write('data/train.tsv', fixtureRows('train', 250));
    pairs = sandbox
      .read('data/train.tsv')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map(line => line.split('\t'))
      .map(([first = '', second = '', label = '']) => ({ first, second, label }));
    positives = pairs.filter(({ label }) => label === '1');
    similarity = await similarities(sandbox, [
      ...new Set(pairs.flatMap(({ first, second }) => [first, second])),
    ]);
  });

  /** Texts joined by positive pairs, the plain way. */
  function same(anchor: string): Set<string> {
    const group = new Set([anchor]);
    for (let size = 0; size < group.size; ) {
      size = group.size;
      for (const { first, second } of positives) {
        if (group.has(first) || group.has(second)) group.add(first).add(second);
      }
    }
    return group;
  }

  it('takes the most similar texts that are no positives and leave the margin, as comparing all finds them', async () => {
    const said = await run(
      runMine,
      sandbox,
      'mine',
      '--output',
      'n.jsonl',
      '--range',
      '2..30',
      '--margin',
      '0.05',
      '--max-score',
      '0.9',
      '--negatives',
      '4',
    );
    const triplets = rows<{ anchor: string; positive: string; negative: string }>('n.jsonl');
    expect(said).toContain(`Wrote ${triplets.length} rows to n.jsonl`);
    const texts = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))];
    const expected: unknown[] = [];
    for (const anchor of new Set(positives.map(({ first }) => first))) {
      const own = [...new Set(positives.filter(({ first }) => first === anchor).map(({ second }) => second))];
      const group = same(anchor);
      const lowest = Math.min(...own.map(text => similarity(anchor, text)));
      const negatives = texts
        .filter(text => !group.has(text))
        .map(text => ({ text, score: similarity(anchor, text) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, 30)
        .filter(({ score }) => score + 0.05 <= lowest && score <= 0.9)
        .slice(2, 6);
      for (const positive of own)
        for (const { text: negative } of negatives) expected.push({ anchor, positive, negative });
    }
    expect(triplets.length).toBeGreaterThan(100);
    expect(triplets).toEqual(expected);
  });

  it('writes labelled pairs that train reads, from a corpus of its own', async () => {
    const corpus = ['How do I close my account?', '', 'Where is my parcel?', positives[0]!.second];
    sandbox.write('corpus.txt', corpus.join('\r\n'));
    await run(
      runMine,
      sandbox,
      'mine',
      '--input',
      'data/train.tsv',
      '--model',
      'models/tiny',
      '--corpus',
      'corpus.txt',
      '--output',
      'mined.tsv',
      '--format',
      'pair',
      '--negatives',
      '2',
    );
    const mined = sandbox
      .read('mined.tsv')
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t'));
    expect(mined[0]).toEqual(['sentence1', 'sentence2', 'label']);
    const negatives = mined.filter(([, , label]) => label === '0');
    for (const [anchor = '', text = ''] of negatives) {
      expect(corpus).toContain(text);
      expect(same(anchor).has(text)).toBe(false);
    }
    expect(
      negatives
        .filter(([anchor]) => anchor === positives[0]!.first)
        .map(([, text]) => text)
        .sort(),
    ).toEqual([corpus[0], corpus[2]].sort());
    expect(mined.filter(([, , label]) => label === '1')).toHaveLength(
      new Set(positives.map(p => `${p.first}\t${p.second}`)).size,
    );
    sandbox.write('again.yml', fixtureConfig().replace('data/train.tsv', 'mined.tsv'));
    expect(await run(runMine, sandbox, 'mine', '--config', 'again.yml', '--output', 'again.jsonl')).toContain(
      'Wrote',
    );
  });

  it.each([
    [['--output', 'x.jsonl', '--range', '50..10'], 'USAGE'],
    [['--output', 'x.jsonl', '--margin', 'much'], 'USAGE'],
    [['--output', 'x.jsonl', '--negatives', '0'], 'USAGE'],
    [['--output', 'x.jsonl', '--format', 'list'], 'USAGE'],
    [['--output', 'x.json'], 'USAGE'],
    [['--output', 'data/train.tsv', '--input', 'data/train.tsv'], 'USAGE'],
    [['--output', 'x.jsonl', '--corpus', 'none.txt'], 'DATA_NOT_FOUND'],
    [['--output', 'x.jsonl', '--corpus', 'empty.txt'], 'DATA_SPLIT_EMPTY'],
    [['--output', 'x.jsonl', '--input', 'negative.tsv'], 'DATA_ONE_CLASS'],
    [['--output', 'none/x.jsonl'], 'OUTPUT_UNWRITABLE'],
    [['--output', 'x.jsonl', '--config', 'none.yml'], 'CONFIG_NOT_FOUND'],
    [['--output', 'x.jsonl', '--model', 'none'], 'MODEL_NOT_FOUND'],
  ])('refuses %s with %s, and writes nothing', async (args, code) => {
    sandbox.write('empty.txt', '\n \n');
    sandbox.write('negative.tsv', 'text1\ttext2\tlabel\na\tb\t0\n');
    await expect(run(runMine, sandbox, 'mine', ...args)).rejects.toMatchObject({ code });
    expect(() => sandbox.read('x.jsonl')).toThrow();
  });
});

describe('finetune-gate dedupe', () => {
  it('groups texts that are near each other, tells where they are, and writes what is asked for', async () => {
    const sandbox = fixtureRepository(fixtureConfig());
    const header = 'question1\tquestion2\tis_duplicate\n';
    const texts = ['How do I reset my password?', 'How do I reset my password??', 'Where is my invoice?'];
    sandbox.write(
      'data/train.tsv',
      `${header}${texts[0]}\tMay I change my address?\t0\n${texts[2]}\t${texts[0]}\t1\n`,
    );
    sandbox.write('data/validation.tsv', `${header}Do you ship abroad?\tCan I pay by card?\t0\n`);
    sandbox.write('data/test.tsv', `${header}${texts[1]}\tHow much is the premium plan?\t1\n`);
    const text = await run(
      runDedupe,
      sandbox,
      'dedupe',
      '--threshold',
      '0.95',
      '--json',
      'd.json',
      '--output',
      'd.jsonl',
    );
    const report = JSON.parse(sandbox.read('d.json'));
    expect(report).toMatchObject({ threshold: 0.95, texts: 7, pairs: 1, leaking: 1 });
    expect(report.groups).toMatchObject([
      {
        splits: ['train', 'test'],
        texts: [
          {
            text: texts[0],
            places: [
              { split: 'train', file: 'data/train.tsv', line: 2 },
              { split: 'train', file: 'data/train.tsv', line: 3 },
            ],
          },
          { text: texts[1], places: [{ split: 'test', file: 'data/test.tsv', line: 2 }] },
        ],
      },
    ]);
    expect(report.groups[0].similarity).toBeGreaterThanOrEqual(0.95);
    expect(JSON.parse(sandbox.read('d.jsonl'))).toEqual(report.groups[0]);
    expect(text).toContain('2 of 7 texts have near-duplicates');
    expect(text).toContain(`data/train.tsv:2 (+1)  ${texts[0]}`);
    expect(
      JSON.parse(await run(runDedupe, sandbox, 'dedupe', '--threshold', '1', '--json', '-')).groups,
    ).toEqual([]);
    await expect(run(runDedupe, sandbox, 'dedupe', '--threshold', '0')).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('is the connected components of all texts at or above the threshold', async () => {
    const sandbox = fixtureRepository(fixtureConfig());
    sandbox.write('data/train.tsv', fixtureRows('train', 250));
    const cells = ['train', 'validation', 'test'].flatMap(split =>
      sandbox
        .read(`data/${split}.tsv`)
        .trimEnd()
        .split('\n')
        .slice(1)
        .flatMap(line => line.split('\t').slice(0, 2)),
    );
    const texts = [...new Set(cells)];
    const similarity = await similarities(sandbox, texts);
    const group = new Map(texts.map(text => [text, text]));
    let edges = 0;
    for (const [i, a] of texts.entries()) {
      for (const b of texts.slice(i + 1)) {
        if (similarity(a, b) < 0.9) continue;
        edges += 1;
        const [x, y] = [group.get(a), group.get(b)];
        for (const [text, of] of group) if (of === y) group.set(text, x!);
      }
    }
    const sizes = new Map<string, number>();
    for (const of of group.values()) sizes.set(of, (sizes.get(of) ?? 0) + 1);
    const report = JSON.parse(await run(runDedupe, sandbox, 'dedupe', '--threshold', '0.9', '--json', '-'));
    expect(edges).toBeGreaterThan(10);
    expect([report.texts, report.pairs]).toEqual([texts.length, edges]);
    const found: { texts: { text: string }[] }[] = report.groups;
    expect(found.map(({ texts: of }) => of.length).sort()).toEqual(
      [...sizes.values()].filter(n => n > 1).sort(),
    );
    for (const { texts: of } of found) expect(new Set(of.map(({ text }) => group.get(text))).size).toBe(1);
  });
});
