import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { TrainOptions } from '../training/options.ts';
import type { Scorer } from './scorer.ts';
import type { AfterTraining } from './stopping.ts';
import type { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';

/** A validation that is shorter is measured again, since the first one compiles graphs; seconds. */
const SHORT = 0.5;

/** Bytes of weights that are written in a second, as safetensors and as ONNX, with their hashes. */
const WRITTEN = 150e6;

/**
 * What follows training: measured where a limit depends on it or where that costs next to nothing, else guessed from what
 * encoding took.
 */
export async function afterTraining(
  { train }: { readonly train: Pick<TrainOptions, 'tune'> },
  index: TextIndex,
  { architecture }: Pick<EmbeddingModel, 'architecture'>,
  scorer: Pick<Scorer, 'candidatePairs'>,
  { deadline, budget }: Pick<TrialContext, 'deadline' | 'budget'>,
  validate: () => Promise<unknown>,
): Promise<AfterTraining> {
  const limited = deadline.left() < Number.POSITIVE_INFINITY;
  const measured = limited || (budget !== undefined && train.tune === 'head');
  const parameters = [...architecture.variables.values()].reduce((sum, { size }) => sum + size, 0);
  const texts = index.textsOf(['validation']).length;
  return {
    validation: measured ? await secondsOf(validate) : texts * (budget?.secondsPerText ?? 0),
    scorings: scorer.candidatePairs / index.pairs('validation').labels.length,
    saving: 0.05 + (2 * 4 * parameters) / WRITTEN,
    testPairs: index.pairs('test').labels.length,
  };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const once = async () => {
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
  };
  const first = await once();
  return first < SHORT ? Math.min(first, await once()) : first;
}
