import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { questions } from '../../fixtures/corpus/questions.ts';
import { INTENTS } from '../../fixtures/corpus/topics.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openOnnxruntime } from '../../src/engine/onnxruntime/open.ts';
import { applyHeadTo, encodeTexts } from '../../src/model/encode.ts';
import { loadModel } from '../../src/model/load.ts';
import { fit as training } from '../../src/training/fit.ts';
import type { Examples } from '../../src/training/inputs.ts';
import { type TrainOptions, trainOptions } from '../../src/training/options.ts';
import { root } from '../shared.ts';

type Row = readonly [first: string, second: string, label: number];

const read = (name: string): Row[] =>
  readFileSync(join(root, 'fixtures/data', `${name}.tsv`), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => line.split('\t'))
    .map(([first, second, label]) => [first!, second!, Number(label)] as const);

const FOLDER = join(root, 'fixtures/models/tiny');
const train = read('train').slice(0, 2000);
const seen = train.flatMap(row => row.slice(0, 2) as string[]);
/** Questions of the same kind as those of the pairs, with what they mean. */
const corpus = questions('retrieval', INTENTS, 500, new Set(seen));
const texts = [...new Set([...seen, ...corpus.map(one => one.text)])];
const numbers = new Map(texts.map((text, i) => [text, i]));
const column = (rows: readonly Row[], side: 0 | 1) => Int32Array.from(rows, row => numbers.get(row[side])!);

const pairs: Examples = {
  texts: [column(train, 0), column(train, 1)],
  labels: Float32Array.from(train, row => row[2]),
};

/** The positive pairs of which a text stands in a negative pair too, with the other text of that. */
function triplets(): Examples {
  const apart = new Map(
    train
      .filter(([, , label]) => label === 0)
      .flatMap(([first, second]) => [[first, second] as const, [second, first] as const]),
  );
  const rows = train
    .filter(([, , label]) => label === 1)
    .flatMap(([first, second]) => [[first, second] as const, [second, first] as const])
    .flatMap(([anchor, positive]) => {
      const negative = apart.get(anchor);
      return negative === undefined ? [] : [[anchor, positive, negative]];
    });
  return {
    texts: [0, 1, 2].map(side => Int32Array.from(rows, row => numbers.get(row[side]!)!)),
    labels: new Float32Array(rows.length).fill(1),
  };
}

/**
 * Mean average precision of finding, by cosine similarity of the first `dimensions` numbers, all other questions that
 * mean the same as one, over those questions that there are any for.
 */
function precision(embeddings: Float32Array, stride: number, dimensions = stride): number {
  const vectors = corpus.map(({ text }) => {
    const start = numbers.get(text)! * stride;
    const vector = embeddings.subarray(start, start + dimensions);
    const length = Math.hypot(...vector);
    return vector.map(value => value / length);
  });
  const each = corpus.flatMap(({ meaning }, i) => {
    const similarity = vectors.map(vector => vector.reduce((sum, x, k) => sum + x * vectors[i]![k]!, 0));
    const order = [...vectors.keys()].filter(j => j !== i).sort((a, b) => similarity[b]! - similarity[a]!);
    const ranks = order.flatMap((j, rank) => (corpus[j]!.meaning === meaning ? [rank + 1] : []));
    if (ranks.length === 0) return [];
    return [ranks.reduce((sum, rank, before) => sum + (before + 1) / rank, 0) / ranks.length];
  });
  return each.reduce((sum, one) => sum + one, 0) / each.length;
}

let engine: Engine;
let base: { embeddings: Float32Array; dimensions: number };
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 2 });
  const model = await loadModel(FOLDER, { seed: 1 });
  base = await encodeTexts(model, engine, texts, { stage: 'base' });
  model.dispose();
});
afterAll(() => engine.dispose());

/** Embeddings by a head of 64 dimensions, before and after training it. */
async function trained(given: Partial<TrainOptions>, examples: Examples) {
  const model = await loadModel(FOLDER, { seed: 1, dimensions: 64 });
  const embed = () => applyHeadTo(model, engine, base.embeddings, texts.length, {});
  const before = await embed();
  const options = trainOptions.parse({ epochs: 8, learning_rate: 3e-3, ...given });
  const { embeddings: features, dimensions } = base;
  let steps = 0;
  for await (const { step, totalSteps, epoch, epochEnd } of training({
    engine,
    model,
    options,
    examples,
    inputs: { kind: 'features', features, dimensions },
  })) {
    expect(step).toBe(++steps);
    if (epochEnd && epoch === options.epochs) expect(step).toBe(totalSteps);
  }
  const after = await embed();
  model.dispose();
  return { before, after };
}

describe('a head on the fixture model', () => {
  const ranking = { loss: 'multiple-negatives-ranking' } as const;

  it.each([
    [ranking, () => pairs],
    [{ ...ranking, symmetric: true }, triplets],
  ] as const)('finds what means the same better than the model alone after %j', async (options, examples) => {
    const { after } = await trained(options, examples());
    expect(precision(after, 64)).toBeGreaterThan(precision(base.embeddings, base.dimensions) + 0.005);
  });

  it.each([
    [{ loss: 'triplet', margin: 1, learning_rate: 1e-3 }, triplets],
    [{ loss: 'triplet', distance: 'cosine' }, triplets],
    [{ loss: 'cosent' }, () => pairs],
    [{ loss: 'cosine-similarity' }, () => pairs],
  ] as const)('finds it better than before after %j', async (options, examples) => {
    const { before, after } = await trained(options, examples());
    expect(precision(after, 64)).toBeGreaterThan(precision(before, 64) + 0.01);
  });

  it('finds it better by its first dimensions when it was trained at them, and no worse by all', async () => {
    const whole = await trained(ranking, pairs);
    const nested = await trained({ ...ranking, matryoshka: [64, 16, 8] }, pairs);
    const gain = (dimensions: number) =>
      precision(nested.after, 64, dimensions) - precision(whole.after, 64, dimensions);
    expect(gain(8)).toBeGreaterThan(0.1);
    expect(gain(16)).toBeGreaterThan(0.05);
    expect(gain(64)).toBeGreaterThan(-0.02);
  });
});
