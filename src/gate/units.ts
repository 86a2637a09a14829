import type { CostMetric } from '../evaluation/types.ts';

/** How a cost is written and shown: 1 `MB` is 10⁶ bytes. */
export interface Unit {
  readonly name: string;
  readonly size: number;
}

const unit = (name: string, size: number): Unit => ({ name, size });

const BYTES = [
  unit('kB', 1e3),
  unit('MB', 1e6),
  unit('GB', 1e9),
  unit('TB', 1e12),
  unit('KiB', 2 ** 10),
  unit('MiB', 2 ** 20),
  unit('GiB', 2 ** 30),
  unit('TiB', 2 ** 40),
  unit('B', 1),
];
const COUNTS = [unit('k', 1e3), unit('M', 1e6), unit('G', 1e9), unit('T', 1e12)];
const MINUTES = [unit('min', 1)];

/** The units that may follow a number; without one it counts in the metric's own: bytes, minutes, one by one. */
export const UNITS: Readonly<Record<CostMetric, readonly Unit[]>> = {
  dimensions: [],
  parameters: COUNTS,
  model_bytes: BYTES,
  gpu_minutes: MINUTES,
  wall_minutes: MINUTES,
  tokens_encoded: COUNTS,
  provider_tokens: COUNTS,
  provider_cost: [],
};

/** The metric's own unit, for a number that is written without one. */
export function plainUnit(metric: CostMetric): Unit {
  return unit(UNITS[metric].find(({ size }) => size === 1)?.name ?? '', 1);
}
