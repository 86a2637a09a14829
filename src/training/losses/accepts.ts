import type { ExampleFormat } from '../../data/pair.ts';
import { FinetuneGateError } from '../../errors.ts';
import type { TrainOptions } from '../options.ts';

type LossName = TrainOptions['loss'];

/** The formats that each loss can learn from. */
export const ACCEPTED_FORMATS: Readonly<Record<LossName, readonly ExampleFormat[]>> = {
  'online-contrastive': ['pair'],
  contrastive: ['pair'],
  'cosine-similarity': ['pair', 'scored-pair'],
  cosent: ['pair', 'scored-pair'],
  // Of labelled pairs those with label 1 alone: the negatives come out of the batch.
  'multiple-negatives-ranking': ['positive-pair', 'triplet', 'pair'],
  triplet: ['triplet'],
};

const FORMAT_NAMES: Readonly<Record<ExampleFormat, string>> = {
  pair: 'pairs with labels 0 and 1',
  'scored-pair': 'pairs with scores',
  'positive-pair': 'positive pairs',
  triplet: 'triplets',
};

/** The losses that can learn from a format. */
export function lossesFor(format: ExampleFormat): LossName[] {
  return (Object.keys(ACCEPTED_FORMATS) as LossName[]).filter(loss =>
    ACCEPTED_FORMATS[loss].includes(format),
  );
}

/**
 * Checks that a loss can learn from the training data's format.
 *
 * @throws `LOSS_FORMAT`, naming the losses that can.
 */
export function checkLossFormat(loss: LossName, format: ExampleFormat): void {
  const accepted = ACCEPTED_FORMATS[loss];
  if (accepted.includes(format)) return;
  const wanted = accepted.map(one => FORMAT_NAMES[one]).join(', or ');
  throw new FinetuneGateError(
    'LOSS_FORMAT',
    `train.loss: ${loss} learns from ${wanted}, but the training data are ${FORMAT_NAMES[format]}.`,
    { remedy: `Set \`train.loss\` to one that takes them: ${lossesFor(format).join(', ')}.` },
  );
}
