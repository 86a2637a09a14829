import type { TrainOptions } from '../options.ts';
import { contrastive } from './contrastive.ts';
import { cosent } from './cosent.ts';
import { cosineSimilarity } from './cosine-similarity.ts';
import type { Loss } from './loss.ts';
import { matryoshka } from './matryoshka.ts';
import { multipleNegativesRanking } from './multiple-negatives-ranking.ts';
import { onlineContrastive } from './online-contrastive.ts';
import { type LossOptions, type LossSettings, lossSettings } from './settings.ts';
import { triplet } from './triplet.ts';

const LOSSES: Readonly<Record<TrainOptions['loss'], (settings: LossSettings) => Loss>> = {
  contrastive: ({ margin }) => contrastive(margin),
  'online-contrastive': ({ margin }) => onlineContrastive(margin),
  'cosine-similarity': cosineSimilarity,
  cosent: ({ scale }) => cosent(scale),
  'multiple-negatives-ranking': multipleNegativesRanking,
  triplet,
};

/** The loss that the keys of `train` describe. */
export function lossByName(options: LossOptions): Loss {
  const settings = lossSettings(options);
  const loss = LOSSES[options.loss](settings);
  if (!options.matryoshka) return loss;
  const seesLengths = options.loss === 'triplet' && settings.distance === 'euclidean';
  return matryoshka(loss, options.matryoshka, seesLengths);
}
