import type { PointTune, SweepPoint } from './point.ts';

type Setting = (point: SweepPoint) => string;

const EXAMPLES: Setting = ({ examples }) =>
  examples === undefined ? 'all examples' : `${examples} examples`;
const DIMENSIONS: Setting = ({ dimensions }) =>
  dimensions === undefined ? 'no head' : `${dimensions} dimensions`;

const SETTINGS: readonly Setting[] = [
  ({ base }) => base,
  EXAMPLES,
  DIMENSIONS,
  ({ learningRate }) => `learning rate ${learningRate}`,
  ({ loss }) => loss,
  ({ tune }) => tuneWords(tune),
  ({ seed }) => `seed ${seed}`,
  ({ epochs }) => (epochs === 1 ? '1 epoch' : `${epochs} epochs`),
];

/** Names a point of a sweep in words, by what the points differ in: `models/a, 400 examples, 16 dimensions`. */
export function pointWords(points: readonly SweepPoint[]): (point: SweepPoint) => string {
  const varied = SETTINGS.filter(setting => new Set(points.map(setting)).size > 1);
  const named = varied.length > 0 ? varied : [EXAMPLES, DIMENSIONS];
  return point => named.map(setting => setting(point)).join(', ');
}

function tuneWords(tune: PointTune): string {
  if (tune === 'head') return 'head trained';
  if (tune === 'all') return 'all weights trained';
  return 'last' in tune ? `last ${tune.last} layers trained` : `LoRA of rank ${tune.lora}`;
}
