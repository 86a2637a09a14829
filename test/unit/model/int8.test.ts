import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../src/engine/onnxruntime/open.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { agreementWithFp32 } from '../../../src/model/agreement.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { encodeTexts } from '../../../src/model/encode.ts';
import { loadModel } from '../../../src/model/load.ts';
import { describeShared, root } from '../../shared.ts';
import { largestDifference, tinyBert, tinyBertWeights, tinyStatic } from './tiny.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxruntime({ provider: 'cpu', threads: 2 });
});

/** Questions of the fixture corpus, short and long. */
const texts = readFileSync(path.join(root, 'fixtures/data/test.tsv'), 'utf8')
  .split('\n')
  .slice(1, 150)
  .flatMap(line => line.split('\t').slice(0, 2))
  .filter(text => text.length > 0);

const embed = (model: EmbeddingModel, given: readonly string[], batchTokens?: number) =>
  encodeTexts(model, engine, given, { stage: 'base', ...(batchTokens && { batchTokens }) });

async function agreement(folder: string): Promise<number> {
  const model = await loadModel(folder, { seed: 1, precision: 'int8' });
  const { embeddings } = await embed(model, texts);
  const { meanCosine, texts: count } = await agreementWithFp32(model, engine, texts, embeddings);
  expect(count).toBe(texts.length);
  model.dispose();
  return meanCosine;
}

describe('int8', () => {
  it('agrees with fp32 on the fixture encoder, and is not fp32', async () => {
    const meanCosine = await agreement(path.join(root, 'fixtures/models/tiny'));
    expect(meanCosine).toBeGreaterThan(0.999);
    expect(meanCosine).toBeLessThan(1 - 1e-9);
  });

  it('gives a text its embedding whatever texts are beside it', async () => {
    const model = await loadModel(path.join(root, 'fixtures/models/tiny'), { seed: 1, precision: 'int8' });
    const { embeddings, dimensions } = await embed(model, texts);
    for (const at of [0, 17, 100]) {
      const alone = await embed(model, [texts[at]!]);
      const reversed = await embed(model, [texts[at]!, ...texts.slice(0, 40).reverse()], 64);
      const row = embeddings.subarray(at * dimensions, (at + 1) * dimensions);
      expect(largestDifference(row, alone.embeddings)).toBeLessThan(2e-6);
      expect(largestDifference(row, reversed.embeddings.subarray(0, dimensions))).toBeLessThan(2e-6);
    }
    model.dispose();
  });

  it('does not hide a weight that is no number', async () => {
    const tensors = tinyBertWeights();
    tensors.get('encoder.layer.1.output.dense.weight')!.values[3] = Number.NaN;
    const model = await loadModel(await tinyBert({ tensors }), { seed: 1, precision: 'int8' });
    await expect(embed(model, ['how do i reset my password'])).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
    });
    model.dispose();
  });

  it('is refused for static embeddings and by engines that compute in floats', async () => {
    await expect(loadModel(await tinyStatic(), { seed: 1, precision: 'int8' })).rejects.toMatchObject({
      code: 'PRECISION_UNSUPPORTED',
    });
    const reference = await openReference();
    const model = await loadModel(await tinyBert(), { seed: 1, precision: 'int8' });
    await expect(encodeTexts(model, reference, ['refund'], { stage: 'base' })).rejects.toMatchObject({
      code: 'PRECISION_UNSUPPORTED',
      message: expect.stringContaining('reference'),
    });
    model.dispose();
  });
});

describeShared('int8 beside the golden models', shared => {
  // The engine of a test is opened before it: the one above left another as tfjs' own.
  it.each(['bert', 'roberta', 'mpnet', 'jina'])('agrees with fp32: %s', async name => {
    engine = await openOnnxruntime({ provider: 'cpu', threads: 2 });
    const meanCosine = await agreement(path.join(shared, 'golden', name));
    expect(meanCosine).toBeGreaterThan(0.999);
    expect(meanCosine).toBeLessThan(1 - 1e-9);
  });
});
