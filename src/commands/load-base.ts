import { join } from 'node:path';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { loadModel } from '../model/load.ts';
import { baseElsewhere } from './base-folder.ts';
import type { TrialJob } from './job.ts';

/** Loads a job's base model, under a fresh head where `dimensions` are given. Throws as `loadModel` does. */
export async function loadBase(
  { root, modelRoot = root, model, fetched }: Pick<TrialJob, 'root' | 'modelRoot' | 'model' | 'fetched'>,
  { seed, dimensions }: { readonly seed: number; readonly dimensions?: number | undefined },
): Promise<EmbeddingModel> {
  if (typeof model.base !== 'string') throw baseElsewhere();
  return loadModel(fetched?.folder ?? join(modelRoot, model.base), {
    seed,
    // What was downloaded is complete in itself; a folder of the repository may hold links into the repository.
    root: fetched?.folder ?? modelRoot,
    precision: model.precision,
    ...(model.max_length !== undefined && { maxLength: model.max_length }),
    ...(dimensions !== undefined && { dimensions }),
  });
}
