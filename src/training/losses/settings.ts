import { LOSS_DEFAULTS, TRIPLET_MARGINS, type TrainOptions } from '../options.ts';

/** The keys of `train` that decide the loss. */
export type LossOptions = Pick<
  TrainOptions,
  'loss' | 'margin' | 'scale' | 'symmetric' | 'distance' | 'matryoshka'
>;

/** What shapes the losses; each looks at its own. */
export interface LossSettings {
  readonly margin: number;
  readonly scale: number;
  readonly symmetric: boolean;
  readonly distance: 'cosine' | 'euclidean';
}

const ELSE: LossSettings = { margin: 0.5, scale: 20, symmetric: false, distance: 'cosine' };

/** The settings as configured, and the loss's own defaults for what is not. */
export function lossSettings(options: LossOptions): LossSettings {
  const usual: LossSettings = { ...ELSE, ...LOSS_DEFAULTS[options.loss] };
  const { distance = usual.distance, scale = usual.scale, symmetric = usual.symmetric } = options;
  const margin = options.margin ?? (options.loss === 'triplet' ? TRIPLET_MARGINS[distance] : usual.margin);
  return { margin, scale, symmetric, distance };
}

/** The loss as a report names it: with the settings that are not its defaults, and the Matryoshka dimensions. */
export function lossText(options: LossOptions): string {
  const settings = lossSettings(options);
  const changed = Object.entries(LOSS_DEFAULTS[options.loss])
    .map(([key, usual]) => [key, settings[key as keyof LossSettings], usual] as const)
    .filter(([, value, usual]) => value !== usual)
    .map(([key, value]) => (value === true ? key : `${key} ${value}`));
  const name = changed.length > 0 ? `${options.loss} (${changed.join(', ')})` : options.loss;
  return options.matryoshka ? `${name}, matryoshka ${options.matryoshka.join(', ')}` : name;
}
