import type { LoadedData } from '../data/pair.ts';
import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { loadCheckpoint } from '../training/checkpoint.ts';
import type { TrainedWeights } from './job.ts';

/**
 * Refuses to judge a trial by other data than it was trained on.
 *
 * @throws FinetuneGateError SWEEP_MIXED
 */
export function assertSameData({ fingerprint }: TrainedWeights, data: Pick<LoadedData, 'fingerprint'>): void {
  if (data.fingerprint === fingerprint) return;
  throw new FinetuneGateError(
    'SWEEP_MIXED',
    'The data here are not those that the chosen trial was trained on.',
  );
}

/**
 * Puts weights into the model that a trial was trained to, with its adapters where it has any.
 *
 * @throws FinetuneGateError MODEL_INVALID when there are none, or they are of another base model
 */
export async function loadWeights(folder: string, model: EmbeddingModel): Promise<void> {
  if (await loadCheckpoint(folder, model)) return;
  throw new FinetuneGateError('MODEL_INVALID', 'The weights of the chosen trial are not there.', {
    place: { file: folder },
    remedy: 'Run the trial again.',
  });
}
