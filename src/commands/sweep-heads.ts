import type { Engine } from '../engine/engine.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { withHead } from '../model/with-head.ts';
import type { TrainOptions } from '../training/options.ts';
import { createTrainer, type Run, type Trainer } from '../training/trainer.ts';

interface TrainableHead {
  readonly model: ReturnType<typeof withHead>;
  readonly trainer: Trainer;
}

/** One head of each size over a frozen base, with what trains it: compiled once, started anew for each trial. */
export class SweepHeads {
  readonly #engine: Engine;
  readonly #base: EmbeddingModel;
  readonly #options: TrainOptions;
  readonly #heads = new Map<number, TrainableHead>();

  constructor(engine: Engine, base: EmbeddingModel, options: TrainOptions) {
    this.#engine = engine;
    this.#base = base;
    this.#options = options;
  }

  /** A head as `withHead` makes it, with its trainer. Valid until the same size is asked for again. */
  get(dimensions: number, seed: number, run: Run): TrainableHead {
    const known = this.#heads.get(dimensions);
    known?.model.head.restart(seed);
    return known ?? this.#make(dimensions, seed, run);
  }

  #make(dimensions: number, seed: number, run: Run): TrainableHead {
    const model = withHead(this.#base, dimensions, seed);
    const trainer = createTrainer(this.#engine, model, { ...this.#options, ...run });
    this.#heads.set(dimensions, { model, trainer });
    return { model, trainer };
  }

  dispose(): void {
    for (const { model, trainer } of this.#heads.values()) {
      trainer.dispose();
      model.dispose();
    }
  }
}
