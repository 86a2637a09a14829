import type { Engine } from '../engine/engine.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { withHead } from '../model/with-head.ts';
import type { TrainOptions } from '../training/options.ts';
import { createTrainer, type Run, type Trainer } from '../training/trainer.ts';

interface TrainableHead {
  readonly model: ReturnType<typeof withHead>;
  readonly trainer: Trainer;
}

/** One head of each size and loss over a frozen base, with what trains it: compiled once, started anew for each trial. */
export class SweepHeads {
  readonly #engine: Engine;
  readonly #base: EmbeddingModel;
  readonly #heads = new Map<string, TrainableHead>();

  constructor(engine: Engine, base: EmbeddingModel) {
    this.#engine = engine;
    this.#base = base;
  }

  /**
   * A head as `withHead` makes it, with its trainer. Valid until the same size and loss are asked for again.
   *
   * @param options of one sweep, which differ in nothing but loss, rate, seed and epochs
   */
  get(dimensions: number, options: TrainOptions, inputs: Run['inputs']): TrainableHead {
    const key = `${dimensions} ${options.loss}`;
    const known = this.#heads.get(key);
    known?.model.head.restart(options.seed);
    if (known) return known;
    const model = withHead(this.#base, dimensions, options.seed);
    const run = { totalSteps: 0, warmup: 0, inputs };
    const made = { model, trainer: createTrainer(this.#engine, model, { ...options, ...run }) };
    this.#heads.set(key, made);
    return made;
  }

  dispose(): void {
    for (const { model, trainer } of this.#heads.values()) {
      trainer.dispose();
      model.dispose();
    }
  }
}
