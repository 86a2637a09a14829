import { beforeAll, describe, expect, it } from 'vitest';
import type { TrialJob } from '../../../src/commands/job.ts';
import { Scorer } from '../../../src/commands/scorer.ts';
import { TextIndex } from '../../../src/commands/text-index.ts';
import type { Label, Pair } from '../../../src/data/pair.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { splits } from '../data/files.ts';
import { Random } from '../engine/random.ts';
import { headModel } from '../training/models.ts';

const DIMENSIONS = 6;

let engine: Engine;
beforeAll(async () => {
  engine = await openReference();
});

function pairs(split: string, count: number): Pair[] {
  return Array.from({ length: count }, (_, i) => ({
    first: `${split} ${i} a`,
    second: `${split} ${i} b`,
    label: (i % 2) as Label,
    file: split,
    line: i + 1,
  }));
}

/** Most pairs right over all thresholds on the cosine similarity of the first `size` numbers. */
function mostRight(
  embeddings: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  size: number,
): number {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.slice(0, size).reduce((sum, x, i) => sum + x * b[i]!, 0);
  const scores = Array.from(labels, (_, i) => {
    const [a, b] = [embeddings[2 * i]!, embeddings[2 * i + 1]!];
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  });
  const right = (threshold: number) => scores.filter((s, i) => Number(s >= threshold) === labels[i]).length;
  return Math.max(...[...scores, 2].map(right)) / scores.length;
}

describe('Scorer', () => {
  it('scores validation by the first numbers of the embeddings', async () => {
    const index = new TextIndex(splits(pairs('train', 2), pairs('validation', 30), pairs('test', 2)));
    const model = headModel(DIMENSIONS, 5, 3);
    const matrix = new Random(8).values(index.size * DIMENSIONS);
    const row = Int32Array.from({ length: index.size }, (_, i) => i);
    const job = { train: { tune: 'head' }, evaluate: { threshold: 'validation' } } as unknown as TrialJob;
    const scorer = new Scorer(job, index, engine, model, { matrix, dimensions: DIMENSIONS, row });
    const { signal } = new AbortController();

    const weight = (await model.head!.weight.array()) as number[][];
    const { first, second, labels } = index.pairs('validation');
    const embedded = Array.from(labels).flatMap((_, i) =>
      [first[i]!, second[i]!].map(text => {
        const features = Array.from(matrix.subarray(text * DIMENSIONS, (text + 1) * DIMENSIONS));
        return Array.from({ length: 5 }, (_, o) =>
          Math.tanh(features.reduce((sum, x, k) => sum + x * weight[o]![k]!, 0)),
        );
      }),
    );
    const found = await scorer.validationByDimensions([1, 5, 2], signal);
    expect(found.map(({ dimensions }) => dimensions)).toEqual([5, 2, 1]);
    for (const { dimensions, validationAccuracy } of found)
      expect(validationAccuracy, `${dimensions}`).toBeCloseTo(mostRight(embedded, labels, dimensions), 10);
    expect(found[0]!.validationAccuracy).toBe(await scorer.validationAccuracy(signal));
    expect(new Set(found.map(one => one.validationAccuracy)).size).toBeGreaterThan(1);
    model.dispose();
  });

  it.each([
    ['validation', 30 + 8],
    [0.5, 30 + 8],
    ['logistic', 30 + 8 + 20],
  ] as const)('knows how many pairs are scored at the end, threshold %s', (threshold, expected) => {
    const index = new TextIndex(splits(pairs('train', 20), pairs('validation', 30), pairs('test', 8)));
    const model = headModel(DIMENSIONS, 5, 3);
    const job = { train: { tune: 'head' }, evaluate: { threshold } } as unknown as TrialJob;
    const features = { matrix: new Float32Array(), dimensions: DIMENSIONS, row: new Int32Array() };
    expect(new Scorer(job, index, engine, model, features).candidatePairs).toBe(expected);
    model.dispose();
  });
});
