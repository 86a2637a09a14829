import { SPLIT_NAMES } from '../data/split-names.ts';
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
 * Runs the base model once over each unique text, also when the encoder is trained: the base-model baseline and the
 * search for near-duplicates need them. Known texts come out of the store.
 */
export async function baseFeatures(
  job: TrialJob,
  engine: Engine,
  model: EmbeddingModel,
  index: TextIndex,
  { emit, signal, deadline }: TrialContext,
): Promise<{ features: Features; cost: CostSummary }> {
  // All of them, also those of train that nothing is scored on: near-duplicates are looked for among all.
  const wanted = index.textsOf(SPLIT_NAMES);
  const store = await EmbeddingStore.open(
    job.cacheDir,
    `${model.weightsHash}/${model.maxLength}`,
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
