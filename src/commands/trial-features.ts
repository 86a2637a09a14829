import type { SplitName } from '../data/pair.ts';
import type { Engine } from '../engine/engine.ts';
import { toError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { encodeTexts } from '../model/encode.ts';
import { EmbeddingStore } from '../model/store.ts';
import type { CostSummary } from '../report/result.ts';
import type { TrialJob } from './job.ts';
import type { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';

/** Embeddings of the base model, before any head: row `row[t]` of `matrix` belongs to unique text `t`, -1 to none. */
export interface Features {
  readonly matrix: Float32Array;
  readonly dimensions: number;
  readonly row: Int32Array;
}

/**
 * Runs the base model once over each unique text that needs it: all of them when the encoder stays frozen, only those
 * of the splits that the base-model baseline is scored on when it is trained. Known texts come out of the store.
 */
export async function baseFeatures(
  job: TrialJob,
  engine: Engine,
  model: EmbeddingModel,
  index: TextIndex,
  { emit, signal, deadline }: TrialContext,
): Promise<{ features: Features; cost: CostSummary }> {
  const wanted = index.textsOf(scoredSplits(job));
  const store = await EmbeddingStore.open(
    job.cacheDir,
    `${model.weightsHash}/${model.maxLength}/${model.precision}`,
    model.baseDimensions,
  );
  const missing = wanted.filter(text => !store.has(index.text(text)));
  const { embeddings, tokens } = await encodeTexts(
    model,
    engine,
    missing.map(text => index.text(text)),
    {
      stage: 'base',
      signal,
      onProgress: (done, total) => {
        deadline.assertLeft('encoding');
        emit({ type: 'progress', phase: 'encode', done, total });
      },
    },
  );
  const { baseDimensions: dimensions } = model;
  missing.forEach((text, i) => {
    store.set(index.text(text), embeddings.subarray(i * dimensions, (i + 1) * dimensions));
  });
  await store.save().catch(cause => {
    emit({ type: 'log', line: `The embeddings cannot be kept for the next run: ${toError(cause).message}` });
  });

  const row = new Int32Array(index.size).fill(-1);
  const matrix = new Float32Array(wanted.length * dimensions);
  wanted.forEach((text, i) => {
    row[text] = i;
    matrix.set(store.get(index.text(text)), i * dimensions);
  });
  const cost = {
    textsEncoded: missing.length,
    tokensEncoded: tokens,
    textsFound: wanted.length - missing.length,
  };
  return { features: { matrix, dimensions, row }, cost };
}

function scoredSplits(job: TrialJob): SplitName[] {
  const needsTrain = job.train.tune === 'head' || job.evaluate.threshold === 'logistic';
  return needsTrain ? ['train', 'validation', 'test'] : ['validation', 'test'];
}
