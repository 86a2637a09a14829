import type { Costs } from '../evaluation/types.ts';
import type { TrialReport } from './job.ts';

/** The parts of a trial that compute on the engine's device. */
const ON_DEVICE = ['encode', 'near-duplicates', 'train', 'evaluate', 'retrieval'];

/**
 * What the run cost and how large its model is, for rules and the report. `gpu_minutes` is the time of encoding, training
 * and scoring where a GPU does them, of all seeds; 0 on the CPU.
 *
 * @param seconds since the run began
 */
export function costsOf({ trained, times }: TrialReport, seconds: number): Costs {
  if (!trained) return {};
  const { model, engine, cost, modelBytes } = trained;
  const device = ON_DEVICE.reduce((sum, part) => sum + (times[part] ?? 0), 0);
  return {
    dimensions: model.dimensions,
    parameters: model.parameters,
    ...(modelBytes !== undefined && { model_bytes: modelBytes }),
    gpu_minutes: engine.gpu ? device / 60 : 0,
    wall_minutes: seconds / 60,
    tokens_encoded: cost.tokensEncoded,
  };
}
