import { FinetuneGateError } from '../errors.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { TrainOptions, Tune } from './options.ts';

/** As reports show it: `head`, `all`, `last 2`, `lora 8`. */
export function describeTune(tune: Tune): string {
  return typeof tune === 'string' ? tune : Object.entries(tune).flat().join(' ');
}

/** @throws `CONFIG_INVALID` naming the key when the model has not what is to be trained. */
export function assertTunable({ head, architecture }: EmbeddingModel, tune: Tune): void {
  const { transformer, hidden } = architecture;
  const invalid = (message: string, remedy: string) =>
    new FinetuneGateError('CONFIG_INVALID', message, { remedy });
  if (tune === 'head' && !head)
    throw invalid(
      'train.tune is head, but the model has no head.',
      'Set `model.dimensions` for a new head, or `train.tune: all`.',
    );
  if (typeof tune === 'string') return;
  const key = 'last' in tune ? 'train.tune.last' : 'train.tune.lora';
  if (!transformer)
    throw invalid(
      `${key} is set, but the base model is static embeddings and has no layers.`,
      'Set `train.tune` to `head` or `all`.',
    );
  if ('last' in tune && tune.last > transformer.layers)
    throw invalid(
      `${key} is ${tune.last}, but the base model has ${transformer.layers} ${transformer.layers === 1 ? 'layer' : 'layers'}.`,
      `Set it to at most ${transformer.layers}, or set \`train.tune: all\`.`,
    );
  if ('lora' in tune && tune.lora > hidden)
    throw invalid(
      `${key} is ${tune.lora}, but the base model’s layers are only ${hidden} wide.`,
      'Set a rank such as 8, or set `train.tune: all`.',
    );
}

/** @throws `CONFIG_INVALID` when embeddings are to be cut to more dimensions than they have. */
export function assertMatryoshka(
  { dimensions }: Pick<EmbeddingModel, 'dimensions'>,
  sizes: TrainOptions['matryoshka'] = [],
): void {
  const most = Math.max(0, ...sizes);
  if (most <= dimensions) return;
  throw new FinetuneGateError(
    'CONFIG_INVALID',
    `train.matryoshka names ${most} dimensions, but the model has ${dimensions}.`,
    { remedy: 'Leave out what is larger.' },
  );
}

/**
 * Prepares the model for training: puts on the adapters that `tune: { lora: … }` trains, by which no embedding changes.
 *
 * @throws as `assertTunable` does.
 */
export function startTuning(
  model: EmbeddingModel,
  { tune, seed }: Pick<TrainOptions, 'tune' | 'seed'>,
): void {
  assertTunable(model, tune);
  if (typeof tune === 'object' && 'lora' in tune)
    model.architecture.transformer?.adapters.add(tune.lora, seed);
}

/** Leaves a plain model, with what adapters learned in its weights. */
export function finishTuning(model: EmbeddingModel): void {
  model.architecture.transformer?.adapters.merge();
}
