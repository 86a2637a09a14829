/** Which weights a trial trains, as `train.tune` of the configuration. */
export type PointTune = 'head' | 'all' | { readonly last: number } | { readonly lora: number };

/** As `train.loss` of the configuration. */
export type LossName =
  | 'online-contrastive'
  | 'contrastive'
  | 'cosine-similarity'
  | 'cosent'
  | 'multiple-negatives-ranking'
  | 'triplet';

/** The settings of one trial. */
export interface SweepPoint {
  /** Unique in its sweep, and made of the settings alone. */
  readonly id: string;
  /** The base model, as written in the configuration. */
  readonly base: string;
  /** All of the training data when absent. */
  readonly examples?: number;
  /** Of the head; the base model has none put on it when absent. */
  readonly dimensions?: number;
  readonly learningRate: number;
  readonly loss: LossName;
  readonly tune: PointTune;
  readonly seed: number;
  readonly epochs: number;
}

/** A point with its name. */
export function pointOf(settings: Omit<SweepPoint, 'id'>): SweepPoint {
  const { base, examples = 'all', dimensions = 'base', learningRate, loss, tune, seed, epochs } = settings;
  const tuned = typeof tune === 'string' ? tune : Object.entries(tune).flat().join('');
  return {
    id: `${base}:${examples}x${dimensions}@${learningRate}#${seed}:${loss}:${tuned}:${epochs}`,
    ...settings,
  };
}
