import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../src/engine/onnxruntime/open.ts';
import { pairScores } from '../../../src/evaluation/similarity.ts';
import { applyHeadTo } from '../../../src/model/encode.ts';
import { HeadSimilarities } from '../../../src/model/head-similarities.ts';
import { Random } from '../engine/random.ts';
import { headModel } from '../training/models.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

const TEXTS = 50;
const DIMENSIONS = 6;
const { signal } = new AbortController();

/** More pairs than are put through the head at once, and a rest. */
function given(pairs = 1100) {
  const random = new Random(4);
  const text = () => Int32Array.from({ length: pairs }, () => random.integer(0, TEXTS - 1));
  return { features: random.values(TEXTS * DIMENSIONS), first: text(), second: text() };
}

it('is what double precision gives of the embeddings, as the head changes', async () => {
  const model = headModel(DIMENSIONS, 5);
  const { features, first, second } = given();
  const similarities = new HeadSimilarities(model, engine, features, first, second);
  for (const seed of [1, 2]) {
    model.head!.restart(seed);
    const embeddings = await applyHeadTo(model, engine, features, TEXTS);
    const expected = pairScores(embeddings, 5, first, second);
    const scores = await similarities.compute(signal);
    expect(scores.length).toBe(1100);
    expect(Math.max(...scores.map((score, i) => Math.abs(score - expected[i]!)))).toBeLessThan(2e-6);
  }
});

it('gives a text without an embedding similarity 0', async () => {
  const model = headModel(DIMENSIONS, 5);
  const { features } = given();
  features.fill(0, 0, DIMENSIONS);
  const pair = [Int32Array.of(0, 1), Int32Array.of(1, 1)] as const;
  const scores = await new HeadSimilarities(model, engine, features, ...pair).compute(signal);
  expect(scores[0]).toBe(0);
  expect(scores[1]).toBeCloseTo(1, 6);
});

it('refuses what is not finite, and stops when it is asked to', async () => {
  const model = headModel(DIMENSIONS, 5);
  const { features, first, second } = given(4);
  const similarities = new HeadSimilarities(model, engine, features, first, second);
  const stopped = AbortSignal.abort();
  await expect(similarities.compute(stopped)).rejects.toMatchObject({ code: 'INTERRUPTED' });
  features.fill(Number.NaN);
  const broken = new HeadSimilarities(model, engine, features, first, second);
  await expect(broken.compute(signal)).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
});
