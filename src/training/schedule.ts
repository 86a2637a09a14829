const DEFAULT_WARMUP_STEPS = 500;

/** Warm-up of a run of `total` steps: as configured, or 500 but never more than a tenth of the run. */
export function warmupSteps(total: number, configured?: number): number {
  return configured ?? Math.min(DEFAULT_WARMUP_STEPS, Math.floor(total / 10));
}

/**
 * Factor of the learning rate at `step`, which counts from 0: up from 0 over `warmup` steps, then down to 0 at `total`,
 * both linear. The schedule of transformers' `get_linear_schedule_with_warmup`.
 */
export function warmupLinear(step: number, total: number, warmup: number): number {
  if (step < warmup) return step / warmup;
  return Math.max(0, (total - step) / Math.max(1, total - warmup));
}
