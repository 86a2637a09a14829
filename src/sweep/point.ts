/** Which weights a trial trains, as `train.tune` of the configuration. */
export type PointTune = 'head' | 'all' | { readonly last: number } | { readonly lora: number };

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
  /** As `train.loss`. */
  readonly loss: string;
  readonly tune: PointTune;
  readonly seed: number;
  readonly epochs: number;
}
