import { FinetuneGateError, type Place } from '../errors.ts';
import type { JsonObject } from './model-folder.ts';
import type { PoolingMode } from './pooling.ts';

/** sentence-transformers' flags, one for each mode, in files written before release 5.2. */
export const POOLING_FLAGS = {
  cls: 'pooling_mode_cls_token',
  max: 'pooling_mode_max_tokens',
  mean: 'pooling_mode_mean_tokens',
  mean_sqrt_len_tokens: 'pooling_mode_mean_sqrt_len_tokens',
  weightedmean: 'pooling_mode_weightedmean_tokens',
  lasttoken: 'pooling_mode_lasttoken',
} as const;

const SUPPORTED: readonly unknown[] = ['cls', 'mean', 'max'] satisfies PoolingMode[];

/**
 * The one pooling mode of a Pooling module's config.json, written as flags or as `pooling_mode`; mean when neither is
 * there.
 *
 * @param hidden width of the token embeddings, which the config must state alike.
 * @param prompted whether the model puts a default prompt before each text.
 */
export function readPoolingMode(
  config: JsonObject,
  hidden: number,
  prompted: boolean,
  place: Place,
): PoolingMode {
  const unsupported = (what: string) =>
    new FinetuneGateError(
      'MODEL_UNSUPPORTED',
      `Pooling with ${what} is not supported; one of cls, mean and max is.`,
      {
        place,
      },
    );
  const width = config.embedding_dimension ?? config.word_embedding_dimension ?? hidden;
  if (width !== hidden) {
    throw new FinetuneGateError(
      'MODEL_INVALID',
      `Pooling expects ${width} dimensions, the encoder gives ${hidden}.`,
      {
        place,
      },
    );
  }
  if (prompted && config.include_prompt === false) throw unsupported('include_prompt false');
  const flagged = Object.entries(POOLING_FLAGS).filter(([, flag]) => config[flag] === true);
  const named =
    config.pooling_mode === undefined ? flagged.map(([mode]) => mode) : [config.pooling_mode].flat();
  const [mode = 'mean', ...more] = named;
  if (more.length > 0 || !SUPPORTED.includes(mode)) throw unsupported(named.map(String).join(' and '));
  return mode as PoolingMode;
}
