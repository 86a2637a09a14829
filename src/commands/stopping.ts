import type { EpochSummary } from '../report/result.ts';
import type { TrainOptions } from '../training/options.ts';
import type { Deadline } from './deadline.ts';
import type { Emit } from './job.ts';

/** Why training ended before its last step: the budget, no better epoch for long, or the target was met. */
export type StopReason = 'budget' | 'patience' | 'target';

export interface StoppingOptions {
  readonly train: TrainOptions;
  readonly deadline: Deadline;
  readonly emit: Emit;
  /** Seconds to be kept for what comes after training. */
  readonly reserve: number;
}

/** Decides after each step and each epoch whether training goes on. */
export class Stopping {
  readonly #options: StoppingOptions;

  constructor(options: StoppingOptions) {
    this.#options = options;
  }

  /**
   * After a step. A run that was resumed begins at a later one.
   *
   * @throws FinetuneGateError BUDGET_EXCEEDED when the forecast says that the run cannot fit
   */
  step({ step, totalSteps, reached }: { step: number; totalSteps: number; reached: boolean }) {
    const { deadline, reserve } = this.#options;
    return reached && deadline.left() < reserve && step < totalSteps ? 'budget' : undefined;
  }

  /** After an epoch, from all epochs so far: of a resumed run those before too. */
  epoch(_epochs: readonly EpochSummary[]): StopReason | undefined {
    return undefined;
  }
}
