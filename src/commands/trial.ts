import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadData } from '../data/load.ts';
import type { LoadedData } from '../data/pair.ts';
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/select.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { loadModel } from '../model/load.ts';
import { saveModel } from '../model/save.ts';
import type { CostSummary } from '../report/result.ts';
import { changeAgainst } from './data-change.ts';
import { Deadline } from './deadline.ts';
import { dropNearDuplicates } from './drop-near-duplicates.ts';
import type { Emit, TrialJob, TrialReport } from './job.ts';
import { confidentMistakes } from './mistakes.ts';
import { findNearDuplicates } from './near-duplicates.ts';
import { type JudgingSet, readRetrieval } from './read-retrieval.ts';
import { Scorer } from './scorer.ts';
import { Stopwatch } from './stopwatch.ts';
import { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';
import { baseFeatures } from './trial-features.ts';
import { RetrievalScorer } from './trial-retrieval.ts';
import { modelSummary } from './trial-summary.ts';
import { trainBest } from './trial-train.ts';

/**
 * The main job: pairs and a base model in, a fine-tuned model and its evaluation beside the base model's out.
 * Stops before the engine starts when the data has findings that fail the run by themselves.
 */
export async function runTrial(job: TrialJob, emit: Emit, signal: AbortSignal): Promise<TrialReport> {
  const watch = new Stopwatch();
  const deadline = new Deadline(job.secondsLeft);
  const { seed } = job.train;
  const data = await watch.time('data', () => loadData(job.data, job.root, { seed, signal }));
  const { base } = job;
  const change = base && (await watch.time('data', () => changeAgainst(base, job, signal)));
  const report = { kind: 'trial', data: summarise(data), ...change } as const;
  if (data.findings.some(finding => job.data.fail_on.includes(finding.kind))) {
    return { ...report, times: watch.times() };
  }

  const retrieval = await watch.time('data', () => readRetrieval(job, signal));
  const engine = await openEngine(job.engine, line => emit({ type: 'log', line }));
  try {
    const model = await loadModel(join(job.root, job.model.base), {
      seed,
      root: job.root,
      ...(job.model.max_length !== undefined && { maxLength: job.model.max_length }),
      ...(job.model.dimensions !== undefined && { dimensions: job.model.dimensions }),
    });
    try {
      return {
        ...report,
        ...(await trainAndScore(job, data, retrieval, engine, model, {
          emit,
          signal,
          watch,
          deadline,
        })),
        times: watch.times(),
      };
    } finally {
      model.dispose();
    }
  } finally {
    engine.dispose();
  }
}

async function trainAndScore(
  job: TrialJob,
  given: LoadedData,
  set: JudgingSet | undefined,
  engine: Engine,
  model: EmbeddingModel,
  context: TrialContext,
): Promise<Required<Pick<TrialReport, 'trained' | 'nearDuplicates'>> & Pick<TrialReport, 'data'>> {
  const { watch, signal } = context;
  const all = new TextIndex(given.splits);
  const encoded = await watch.time('encode', () => baseFeatures(job, engine, model, all, context));
  const { cost } = encoded;
  const { data, index, features, summary } = await watch.time('near-duplicates', async () => {
    const { drop_near_duplicates: drop } = job.data;
    const found = await findNearDuplicates(given.splits, all, encoded.features, engine, drop, context);
    return dropNearDuplicates(job, given, all, encoded.features, found);
  });
  const scorer = new Scorer(job, index, engine, model, features);
  const baseModel = await watch.time('evaluate', async () => scorer.baseModel());
  const retrieval =
    set && (await watch.time('retrieval', () => RetrievalScorer.open(job, set, engine, model, context)));
  const training = await trainBest(job, index, features, engine, model, scorer, {
    ...context,
    deadline: context.deadline.minus(retrieval?.seconds ?? 0),
  });
  const candidate = await watch.time('evaluate', () => scorer.candidate(signal));
  const found = retrieval && (await watch.time('retrieval', () => retrieval.candidate()));
  await watch.time('save', () => saveModel(model, job.output, ''));
  await rm(job.checkpoint, { recursive: true, force: true });
  const trained = {
    engine: engine.info,
    model: modelSummary(job, model),
    training,
    candidate,
    baseModel,
    mistakes: confidentMistakes(data.splits.test, candidate),
    cost: retrieval ? sumOf(cost, retrieval.cost) : cost,
    ...(found && { retrieval: found }),
  };
  return { data: summarise(data), nearDuplicates: summary, trained };
}

const sumOf = (a: CostSummary, b: CostSummary): CostSummary => ({
  textsEncoded: a.textsEncoded + b.textsEncoded,
  tokensEncoded: a.tokensEncoded + b.tokensEncoded,
  textsFound: a.textsFound + b.textsFound,
});

function summarise(data: LoadedData): TrialReport['data'] {
  const size = (split: keyof LoadedData['splits']) => ({
    pairs: data.splits[split].length,
    positives: data.splits[split].reduce((sum, pair) => sum + pair.label, 0),
  });
  return { ...data, splits: { train: size('train'), validation: size('validation'), test: size('test') } };
}
