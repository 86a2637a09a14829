import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { loadCheckpoint } from '../training/checkpoint.ts';

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
