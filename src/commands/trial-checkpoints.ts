import { toError } from '../errors.ts';
import type { EpochSummary } from '../report/result.ts';
import type { Snapshot } from '../training/checkpoint.ts';
import type { Position } from '../training/fit.ts';
import { evictStates, RunStates } from '../training/run-state.ts';
import type { TrainerState } from '../training/trainer.ts';
import type { Emit } from './job.ts';
import { grouped } from './progress.ts';
import type { StopReason } from './stopping.ts';

/** How far a training is, beside weights and optimizer. */
export interface Progress extends Position {
  readonly totalSteps: number;
  readonly epochEnd: boolean;
  /** Of the steps since the last epoch that was scored. */
  readonly lossSum: number;
  readonly lossCount: number;
  readonly epochs: readonly EpochSummary[];
  readonly physicalBatch: number;
  /** Whether no step follows; what ended it early. */
  readonly ended: boolean;
  readonly stopped?: StopReason;
}

/** The weights that scored best so far; of epoch 0 before any was scored. */
export interface Best {
  readonly epoch: number;
  readonly accuracy: number;
  readonly weights: Snapshot;
}

export interface Resumed {
  readonly progress: Progress;
  readonly best?: Best;
  /** Of a training that did not end. */
  readonly weights?: Snapshot;
  readonly trainer?: TrainerState;
}

interface Meta {
  readonly progress: Progress;
  readonly best?: { readonly epoch: number; readonly accuracy: number };
  readonly trainer?: { readonly taken: number; readonly physicalBatch: number };
}

/** The checkpoints of one training: when they are due, what they hold, who hears of them. */
export class Checkpoints {
  readonly #states: RunStates;
  readonly #folder: string;
  readonly #key: string;
  readonly #every: number;
  readonly #emit: Emit;
  #last = performance.now();
  /** Milliseconds that it took to write. */
  #took = 0;
  /** Steps of the last one. */
  #step = 0;
  #refused = false;

  /** @param every seconds between two checkpoints */
  constructor(folder: string, key: string, every: number, emit: Emit) {
    this.#states = new RunStates(folder, key);
    this.#folder = folder;
    this.#key = key;
    this.#every = every;
    this.#emit = emit;
  }

  /** What an earlier run with the same inputs left. */
  async resume(): Promise<Resumed | undefined> {
    await evictStates(this.#folder);
    const state = await this.#states.newest();
    if (!state) return undefined;
    const { progress, best, trainer } = state.meta as Meta;
    const weights = named(state.arrays, 'weights/');
    const optimizer = [...named(state.arrays, 'optimizer/').values()];
    const { step, totalSteps, epoch } = progress;
    const line = `Resuming at step ${grouped(step)} of ${grouped(totalSteps)} (epoch ${epoch})`;
    this.#emit({ type: 'log', line });
    this.#tell(progress);
    return {
      progress,
      ...(best && { best: { ...best, weights: named(state.arrays, 'best/') } }),
      ...(trainer && { weights, trainer: { ...trainer, optimizer } }),
    };
  }

  /** Whether the last one is so long ago that another is due; no more time goes into writing them than into steps. */
  get due(): boolean {
    return performance.now() - this.#last >= Math.max(1000 * this.#every, 2 * this.#took);
  }

  /** Whether there is anything that the last one has not. */
  isNew({ step }: Position): boolean {
    return step > this.#step;
  }

  /** Between two steps; `weights` and `trainer` are as they are then. */
  async save(progress: Progress, best: Best, weights: Snapshot, trainer: TrainerState): Promise<void> {
    const { taken, physicalBatch, optimizer } = trainer;
    const arrays = [
      ...prefixed('weights/', weights),
      ...prefixed('optimizer/', new Map(optimizer.entries())),
      ...(best.epoch > 0 ? prefixed('best/', best.weights) : []),
    ];
    const { epoch, accuracy } = best;
    const meta: Meta = {
      progress,
      ...(epoch > 0 && { best: { epoch, accuracy } }),
      trainer: { taken, physicalBatch },
    };
    await this.#write(progress, meta, arrays);
  }

  /** After the last step: what is left to do is quick. */
  async end(progress: Progress, { epoch, accuracy, weights }: Best): Promise<void> {
    await this.#write(progress, { progress, best: { epoch, accuracy } }, prefixed('best/', weights));
  }

  async #write(progress: Progress, meta: Meta, arrays: [string, Float32Array][]): Promise<void> {
    const state = { meta, arrays: new Map(arrays) };
    const at = progress.ended ? 'end' : progress.step;
    this.#last = performance.now();
    try {
      // A run with the same inputs that ends takes the folder away under this one's feet.
      await this.#states.save(at, state).catch(() => this.#states.save(at, state));
      this.#tell(progress);
    } catch (thrown) {
      const again = this.#step === 0 ? 'begins anew' : `goes on at step ${grouped(this.#step)}`;
      const line = `No checkpoint could be written, so a rerun ${again}: ${toError(thrown).message}`;
      if (!this.#refused) this.#emit({ type: 'log', line });
      this.#refused = true;
    }
    this.#took = performance.now() - this.#last;
  }

  #tell({ step, totalSteps, epoch }: Progress): void {
    this.#step = step;
    this.#emit({ type: 'checkpoint', key: this.#key, step, totalSteps, epoch });
  }
}

function prefixed(prefix: string, arrays: ReadonlyMap<string | number, Float32Array>) {
  return [...arrays].map(([name, values]): [string, Float32Array] => [`${prefix}${name}`, values]);
}

function named(arrays: ReadonlyMap<string, Float32Array>, prefix: string): Map<string, Float32Array> {
  const own = [...arrays].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, values]) => [name.slice(prefix.length), values]));
}
