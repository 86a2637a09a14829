import type { SplitName } from '../data/pair.ts';
import { SPLIT_NAMES } from '../data/split-names.ts';
import type { Engine } from '../engine/engine.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { encodeKept } from '../model/encode-kept.ts';
import type { CostSummary } from '../report/result.ts';
import { begunEncoding } from './begun-encoding.ts';
import type { TrialJob } from './job.ts';
import { openStore } from './open-store.ts';
import type { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';

/** Share of the time left that may go into bringing the store back to its limit. */
const TIDYING = 0.1;

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
  job: Pick<TrialJob, 'cacheDir' | 'cacheLimit'>,
  engine: Engine,
  model: EmbeddingModel,
  index: TextIndex,
  { emit, signal, deadline }: TrialContext,
  // All of them, also those of train that nothing is scored on: near-duplicates are looked for among all.
  splits: readonly SplitName[] = SPLIT_NAMES,
): Promise<{ features: Features; cost: CostSummary }> {
  const wanted = index.textsOf(splits);
  const { baseDimensions: dimensions } = model;
  const store = openStore(job, model, emit);
  try {
    const texts = wanted.map(text => index.text(text));
    const options = {
      stage: 'base',
      signal,
      onProgress: (done: number, total: number) => {
        deadline.assertLeft('encoding');
        emit({ type: 'progress', phase: 'encode', done, total });
      },
    } as const;
    const begun = begunEncoding(job, model, engine, texts);
    const { embeddings, tokens, encoded } = await encodeKept(model, engine, texts, store, options, begun);
    const row = new Int32Array(index.size).fill(-1);
    wanted.forEach((text, i) => {
      row[text] = i;
    });
    const cost = { textsEncoded: encoded, tokensEncoded: tokens, textsFound: wanted.length - encoded };
    return { features: { matrix: embeddings, dimensions, row }, cost };
  } finally {
    await store?.close(AbortSignal.any([signal, deadline.share(TIDYING)]));
  }
}
