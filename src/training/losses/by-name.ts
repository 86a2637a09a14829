import type { TrainOptions } from '../options.ts';
import { contrastive } from './contrastive.ts';
import type { Loss } from './loss.ts';
import { onlineContrastive } from './online-contrastive.ts';

const LOSSES: Readonly<Record<TrainOptions['loss'], Loss>> = {
  contrastive,
  'online-contrastive': onlineContrastive,
};

/** The loss that `train.loss` names. */
export function lossByName(name: TrainOptions['loss']): Loss {
  return LOSSES[name];
}
