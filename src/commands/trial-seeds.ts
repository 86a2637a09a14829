import type { Engine } from '../engine/engine.ts';
import type { Evaluation } from '../evaluation/types.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { createTrainer } from '../training/trainer.ts';
import { finishTuning, startTuning } from '../training/tuning.ts';
import type { Emit, TrialJob } from './job.ts';
import { loadBase } from './load-base.ts';
import { Scorer } from './scorer.ts';
import type { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';
import type { Features } from './trial-features.ts';
import { trainBest } from './trial-train.ts';

export interface SeedEvaluation {
  readonly seed: number;
  readonly evaluation: Evaluation;
}

export interface Seeds {
  /** An odd number of them, the first seed's first. */
  readonly evaluations: readonly SeedEvaluation[];
  /** Whether the budget had no time for all of them. */
  readonly stopped: boolean;
}

/** Of the time that the seed before took: with less than this left, another one is not begun. */
const HOPELESS = 0.5;

/**
 * Trains and evaluates with the seeds after the first, whose model is saved by now: all that depends on the data alone is
 * that of the first seed. What the budget cuts short does not count, nor, where that leaves an even number, the last one.
 *
 * @param model the first seed's, which is of no use afterwards when heads are trained
 */
export async function furtherSeeds(
  job: TrialJob,
  first: Evaluation,
  index: TextIndex,
  features: Features,
  engine: Engine,
  model: EmbeddingModel,
  context: TrialContext,
): Promise<Seeds> {
  const { evaluate, train } = job;
  const done: SeedEvaluation[] = [{ seed: train.seed, evaluation: first }];
  if (evaluate.seeds === 1) return { evaluations: done, stopped: false };
  const heads = train.tune === 'head' ? headTrainer(job, features, engine, model) : undefined;
  try {
    let took = 0;
    while (done.length < evaluate.seeds) {
      if (context.deadline.left() <= HOPELESS * took) break;
      const seed = train.seed + done.length;
      const started = performance.now();
      const own = { ...job, train: { ...train, seed } };
      const candidate = heads?.restarted(seed) ?? (await loadBase(job, { seed, ...dimensionsOf(job) }));
      try {
        const scorer = new Scorer(own, index, engine, candidate, features);
        startTuning(candidate, own.train);
        const training = await trainBest(
          own,
          index,
          features,
          engine,
          candidate,
          scorer,
          { ...context, emit: ofSeed(context.emit, seed) },
          heads?.trainer,
        );
        finishTuning(candidate);
        if (training.stopped === 'budget') break;
        const evaluation = await context.watch.time('evaluate', () => scorer.candidate(context.signal));
        done.push({ seed, evaluation });
      } finally {
        if (!heads) candidate.dispose();
      }
      took = (performance.now() - started) / 1000;
    }
  } finally {
    heads?.trainer.dispose();
  }
  const odd = done.length - ((done.length + 1) % 2);
  return { evaluations: done.slice(0, odd), stopped: done.length < evaluate.seeds };
}

/** Compiled once for all seeds, as the encoder under the head does not change. */
function headTrainer({ train }: TrialJob, features: Features, engine: Engine, model: EmbeddingModel) {
  const inputs = { kind: 'features', features: features.matrix, dimensions: features.dimensions } as const;
  const trainer = createTrainer(engine, model, { ...train, totalSteps: 0, warmup: 0, inputs });
  return {
    trainer,
    restarted(seed: number): EmbeddingModel {
      model.head?.restart(seed);
      return model;
    },
  };
}

const dimensionsOf = ({ model }: TrialJob) =>
  model.dimensions === undefined ? {} : { dimensions: model.dimensions };

/** Says in each line and each progress event which seed it is of. */
export function ofSeed(emit: Emit, seed: number): Emit {
  return event => {
    if (event.type === 'usage') return emit(event);
    emit(event.type === 'log' ? { ...event, line: `Seed ${seed}: ${event.line}` } : { ...event, seed });
  };
}
