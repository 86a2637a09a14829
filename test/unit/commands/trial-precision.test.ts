import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrialJob } from '../../../src/commands/job.ts';
import { runTrial } from '../../../src/commands/trial.ts';
import { dataOptions } from '../../../src/data/options.ts';
import { engineOptions } from '../../../src/engine/options.ts';
import { evaluateOptions } from '../../../src/evaluation/options.ts';
import { modelOptions, type Precision } from '../../../src/model/options.ts';
import { trainOptions } from '../../../src/training/options.ts';
import { root } from '../../shared.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trial-precision-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/**
 * Training on the fixtures at a rate low enough for small differences to stay small. Embeddings of both precisions go
 * into one folder.
 */
async function trial(precision: Precision, epochs = 8) {
  const job: TrialJob = {
    kind: 'trial',
    root: join(root, 'fixtures'),
    data: dataOptions.parse({
      train: 'data/train.tsv',
      validation: 'data/validation.tsv',
      test: 'data/test.tsv',
    }),
    model: modelOptions.parse({ base: 'models/tiny', dimensions: 128, precision }),
    train: trainOptions.parse({ epochs, learning_rate: 1e-3 }),
    evaluate: evaluateOptions.parse({}),
    engine: engineOptions.parse({ engine: 'onnxruntime', provider: 'cpu', threads: 2 }),
    output: join(folder, precision),
    checkpoint: join(folder, `${precision}-checkpoint`),
    cacheDir: join(folder, 'cache'),
  };
  const report = await runTrial(job, () => {}, new AbortController().signal);
  return report.trained!;
}

describe('a trial in int8', () => {
  it('decides nearly as one in fp32, says how close its embeddings are, and shares none', async () => {
    const exact = await trial('fp32');
    const coarse = await trial('int8');
    expect(exact.model.precision).toBeUndefined();
    expect(coarse.model.precision).toMatchObject({ kind: 'int8', agreement: { texts: 256 } });
    expect(coarse.model.precision!.agreement.meanCosine).toBeGreaterThan(0.99);
    for (const side of ['baseModel', 'candidate'] as const) {
      const [a, b] = [exact[side].metrics.accuracy!, coarse[side].metrics.accuracy!];
      expect(Math.abs(a - b), side).toBeLessThanOrEqual(0.01);
    }
    // Both know something, or the comparison above would say nothing.
    expect(exact.baseModel.metrics.accuracy).toBeGreaterThan(0.8);
    expect(exact.candidate.metrics.accuracy).toBeGreaterThan(exact.baseModel.metrics.accuracy!);

    // What the cache keeps of one precision is nothing to the other.
    expect(coarse.cost.textsFound).toBe(0);
    expect(coarse.cost.textsEncoded).toBe(exact.cost.textsEncoded);
    const again = await trial('int8', 1);
    expect(again.cost.textsEncoded).toBe(0);
    expect(again.model.precision).toEqual(coarse.model.precision);
  }, 240_000);
});
