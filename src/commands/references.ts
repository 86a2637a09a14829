import type { SplitName } from '../data/pair.ts';
import type { Engine } from '../engine/engine.ts';
import { combineSeeds } from '../evaluation/seeds.ts';
import type { Evaluation } from '../evaluation/types.ts';
import { loadModel } from '../model/load.ts';
import type { CostSummary } from '../report/result.ts';
import type { TrialJob } from './job.ts';
import { loadBase } from './load-base.ts';
import { Scorer } from './scorer.ts';
import type { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';
import { baseFeatures } from './trial-features.ts';

interface Reference {
  readonly evaluation: Evaluation;
  readonly cost: CostSummary;
}

/**
 * Scores the job's reference models on its test pairs, each as it is, with a threshold chosen as the policy says and on
 * the same pairs as the candidate's. Known texts come out of the store.
 *
 * @param branches the trials that trained the base branch's model, one a seed, where there are any
 * @throws FinetuneGateError as `loadModel`, `encodeTexts` and `evaluate`
 */
export async function evaluateReferences(
  job: TrialJob,
  branches: readonly TrialJob[],
  index: TextIndex,
  engine: Engine,
  context: TrialContext,
): Promise<{ references: Record<string, Evaluation>; cost: CostSummary }> {
  const found: [string, Reference][] = [];
  for (const { name, folder, ...rest } of job.references ?? []) {
    const load = () => loadModel(folder, { seed: 0, ...rest });
    const score = () => asItIs(load, job, job, index, engine, context);
    found.push([name, await context.watch.time('baselines', score)]);
  }
  const seeds: Reference[] = [];
  for (const branch of branches) {
    const score = branch.train.tune === 'head' ? underItsHead : trainedWhole;
    const scored = () => score(branch, job, index, engine, context);
    seeds.push(await context.watch.time('baselines', scored));
  }
  const costs = [...found.map(([, one]) => one), ...seeds].map(({ cost }) => cost);
  const sum = (key: keyof CostSummary) => costs.reduce((total, cost) => total + cost[key], 0);
  return {
    references: {
      ...Object.fromEntries(found.map(([name, { evaluation }]) => [name, evaluation])),
      ...(seeds.length > 0 && job.baseBranch && { [job.baseBranch.name]: majorityOf(seeds, index) }),
    },
    cost: {
      textsEncoded: sum('textsEncoded'),
      tokensEncoded: sum('tokensEncoded'),
      textsFound: sum('textsFound'),
    },
  };
}

const majorityOf = (seeds: readonly Reference[], index: TextIndex): Evaluation =>
  combineSeeds(
    seeds.map(({ evaluation }) => evaluation),
    Uint8Array.from(index.pairs('test').labels),
  );

function splitsOf({ threshold }: TrialJob['evaluate']): SplitName[] {
  return threshold === 'logistic' ? ['train', 'validation', 'test'] : ['validation', 'test'];
}

async function asItIs(
  load: () => ReturnType<typeof loadModel>,
  store: Pick<TrialJob, 'cacheDir' | 'cacheLimit'>,
  job: TrialJob,
  index: TextIndex,
  engine: Engine,
  context: TrialContext,
): Promise<Reference> {
  const model = await load();
  try {
    const { features, cost } = await baseFeatures(
      store,
      engine,
      model,
      index,
      context,
      splitsOf(job.evaluate),
    );
    return { evaluation: new Scorer(job, index, engine, model, features).baseModel(), cost };
  } finally {
    model.dispose();
  }
}

/** Its encoder is its own, so nothing that is kept knows its embeddings, and no later run asks for them again. */
function trainedWhole(
  branch: TrialJob,
  job: TrialJob,
  index: TextIndex,
  engine: Engine,
  context: TrialContext,
) {
  return asItIs(() => loadModel(branch.output, { seed: 0 }), {}, job, index, engine, context);
}

/** The frozen encoder's embeddings are in the store, so only the head is new. */
async function underItsHead(
  branch: TrialJob,
  job: TrialJob,
  index: TextIndex,
  engine: Engine,
  context: TrialContext,
): Promise<Reference> {
  const trained = await loadModel(branch.output, { seed: 0 });
  const module = trained.modules.at(-1);
  try {
    if (module?.kind !== 'dense') throw new Error('A model that was trained with a head has none.');
    const { dense: head } = module;
    const base = await loadBase(branch, { seed: 0 });
    try {
      const splits = splitsOf(job.evaluate);
      const { features, cost } = await baseFeatures(job, engine, base, index, context, splits);
      const applyHead: typeof base.applyHead = x => head.apply(x);
      const model = { ...base, head, dimensions: head.outputs, applyHead };
      const scored = { train: branch.train, evaluate: job.evaluate };
      const evaluation = await new Scorer(scored, index, engine, model, features).candidate(context.signal);
      return { evaluation, cost };
    } finally {
      base.dispose();
    }
  } finally {
    trained.dispose();
  }
}
