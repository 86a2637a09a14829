import { loadData } from '../data/load.ts';
import type { LoadedData, PairTable } from '../data/pair.ts';
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/select.ts';
import { toError } from '../errors.ts';
import { combineSeeds } from '../evaluation/seeds.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { saveModel } from '../model/save.ts';
import type { CostSummary } from '../report/result.ts';
import { checkLossFormat } from '../training/losses/accepts.ts';
import { assertMatryoshka, assertTunable, finishTuning, startTuning } from '../training/tuning.ts';
import { type ChangeAgainst, changeAgainst } from './data-change.ts';
import { Deadline } from './deadline.ts';
import { dropNearDuplicates } from './drop-near-duplicates.ts';
import type { Services } from './embed-exchange.ts';
import type { TrainingAhead } from './encoding-forecast.ts';
import type { Emit, TrialJob, TrialReport } from './job.ts';
import { loadBase } from './load-base.ts';
import { confidentMistakes } from './mistakes.ts';
import { findNearDuplicates } from './near-duplicates.ts';
import { providerCosts } from './provider-results.ts';
import { type JudgingSet, readRetrieval } from './read-retrieval.ts';
import { evaluateReferences } from './references.ts';
import { RunBudget } from './run-budget.ts';
import { Scorer } from './scorer.ts';
import { Stopwatch } from './stopwatch.ts';
import { testPairs } from './test-pairs.ts';
import { TextIndex } from './text-index.ts';
import { assertThresholdData } from './threshold-data.ts';
import { type BaseBranchModel, trainBaseBranch } from './train-base-branch.ts';
import type { TrialContext } from './trial-context.ts';
import { baseFeatures } from './trial-features.ts';
import { precisionAgreement } from './trial-precision.ts';
import { TrialProviders } from './trial-providers.ts';
import { RetrievalScorer } from './trial-retrieval.ts';
import { furtherSeeds, ofSeed } from './trial-seeds.ts';
import { modelSummary } from './trial-summary.ts';
import { trainBest } from './trial-train.ts';
import { assertSameData, loadWeights } from './trial-weights.ts';
import { weightBytes } from './weight-bytes.ts';

/**
 * The main job: pairs and a base model in, a fine-tuned model and its evaluation beside the base model's out.
 * Stops before the engine starts when the data has findings that fail the run by themselves. One that fails tells what it
 * has used first, and for which limit it ended.
 */
export async function runTrial(
  job: TrialJob,
  emit: Emit,
  signal: AbortSignal,
  services?: Services,
): Promise<TrialReport> {
  const watch = new Stopwatch();
  const seeds = { first: job.train.seed, count: job.evaluate.seeds };
  const budget = job.budget && new RunBudget(job.budget, seeds);
  const deadline = budget?.deadline() ?? new Deadline(job.secondsLeft);
  const providers = new TrialProviders(job, { emit, signal, deadline, services });
  try {
    return await measure(job, { emit, signal, watch, deadline, providers, ...(budget && { budget }) });
  } catch (thrown) {
    if (budget && toError(thrown).code === 'BUDGET_EXCEEDED') budget.end();
    const { provider_cost: providerCost } = providerCosts(providers.spending.spending);
    const paid = providerCost === undefined ? {} : { providerCost };
    if (budget) emit({ type: 'usage', usage: { ...budget.usage(), ...paid } });
    throw thrown;
  }
}

type Around = TrialContext & { readonly providers: TrialProviders };

async function measure(job: TrialJob, around: Around): Promise<TrialReport> {
  const { emit, signal, watch, deadline, providers, budget } = around;
  const { seed } = job.train;
  const onProgress = (done: number, total: number) =>
    emit({ type: 'progress', phase: 'read', done: megabytes(done), total: megabytes(total) });
  const { slices, dataSeed = seed, subsetSeed } = job;
  const data = await watch.time('data', () =>
    loadData(job.data, job.root, { seed: dataSeed, subsetSeed, signal, onProgress, slices }),
  );
  if (job.weights) assertSameData(job.weights, data);
  const { base } = job;
  const against: ChangeAgainst = base
    ? await watch.time('data', () => changeAgainst(base, data.read, signal))
    : {};
  const { known: _, slices: __, added: ___, ...change } = against;
  const report = { kind: 'trial', data: summarise(data), ...change } as const;
  if (job.data.fail_on.some(kind => data.findingCounts[kind] > 0)) {
    return { ...report, times: watch.times() };
  }
  assertThresholdData(job.evaluate, job.data, data);
  const { train } = data.splits;
  budget?.assertExamples(train.examples);
  checkLossFormat(job.train.loss, data.format);

  const retrieval = await watch.time('data', () => readRetrieval(job, signal));
  await watch.time('provider', () => providers.fetch(data, retrieval));
  const branch = await trainBaseBranch(job, data, runTrial, around);
  const engine = await openEngine(job.engine, line => emit({ type: 'log', line }));
  const context = { ...around, deadline: budget?.opened(engine.info, deadline) ?? deadline };
  if (budget) budget.ahead = aheadOf(job, train);
  let done: Awaited<ReturnType<typeof trainAndScore>>;
  try {
    const model = providers.model(seed) ?? (await loadBase(job, { seed, dimensions: job.model.dimensions }));
    try {
      assertTunable(model, job.train.tune);
      assertMatryoshka(model, job.train.matryoshka);
      done = await trainAndScore(job, data, against, retrieval, branch, engine, model, context);
    } finally {
      model.dispose();
    }
  } finally {
    engine.dispose();
    await budget?.closed();
  }
  return { ...report, ...done, ...(budget && { usage: budget.usage() }), times: watch.times() };
}

function aheadOf({ train, evaluate }: TrialJob, { examples, width }: PairTable): TrainingAhead {
  return { train, examples, texts: width + 1, seeds: evaluate.seeds };
}

async function trainAndScore(
  job: TrialJob,
  given: LoadedData,
  against: ChangeAgainst,
  set: JudgingSet | undefined,
  branch: BaseBranchModel | undefined,
  engine: Engine,
  model: EmbeddingModel,
  context: Around,
): Promise<Required<Pick<TrialReport, 'trained' | 'nearDuplicates'>> & Pick<TrialReport, 'data'>> {
  const { watch, signal } = context;
  const { seed } = job.train;
  const several = job.evaluate.seeds > 1;
  const all = new TextIndex(given.splits);
  const encoded = await watch.time('encode', () => baseFeatures(job, engine, model, all, context));
  const { cost, features } = encoded;
  const agreement = await watch.time('encode', () =>
    precisionAgreement(job, engine, model, all, features, context),
  );
  const near = await watch.time('near-duplicates', async () => {
    const { drop_near_duplicates: drop } = job.data;
    const found = await findNearDuplicates(given.splits, all, features, engine, drop, context);
    return dropNearDuplicates(job, given, found);
  });
  const { splits } = near.data;
  const index = splits === given.splits ? all : all.withTrain(splits.train);
  const scorer = new Scorer(job, index, engine, model, features);
  const baseModel = await watch.time('evaluate', async () => scorer.baseModel());
  const retrieval =
    set && (await watch.time('retrieval', () => RetrievalScorer.open(job, set, engine, model, context)));
  const bar = branch?.kind === 'trained' ? branch : undefined;
  const others = await evaluateReferences(job, bar?.jobs ?? [], index, engine, context);
  if (job.weights) await loadWeights(job.weights.folder, model);
  else startTuning(model, job.train);
  const summary = modelSummary(job, model, agreement);
  if (context.budget) context.budget.retrievalSeconds = retrieval?.seconds ?? 0;
  const training =
    job.weights?.training ??
    (await trainBest(job, index, features, engine, model, scorer, {
      ...context,
      emit: several ? ofSeed(context.emit, seed) : context.emit,
      deadline: context.deadline.minus(retrieval?.seconds ?? 0),
    }));
  finishTuning(model);
  const first = await watch.time('evaluate', () => scorer.candidate(signal));
  const found = retrieval && (await watch.time('retrieval', () => retrieval.candidate()));
  await watch.time('save', () => saveModel(model, job.output, ''));
  const modelBytes = await weightBytes(job.output);
  const validation = await scorer.validation(signal);
  // From here on the model may be another seed's.
  const { evaluations, stopped } =
    training.stopped === 'budget'
      ? { evaluations: [{ seed, evaluation: first }], stopped: true }
      : await furtherSeeds(job, first, index, features, engine, model, context);
  const test = testPairs(splits.test, index, against);
  if (stopped) context.budget?.miss(context.deadline.name);
  const candidate = combineSeeds(
    evaluations.map(({ evaluation }) => evaluation),
    test.labels,
  );
  const trained = {
    engine: engine.info,
    model: summary,
    training: stopped ? { ...training, stopped: 'budget' as const } : training,
    candidate,
    baseModel,
    test,
    validation,
    // A base branch that gives the same model needs no second one.
    references: {
      ...context.providers.references(index, engine, model),
      ...others.references,
      ...(branch?.kind === 'same' && job.baseBranch && { [job.baseBranch.name]: candidate }),
    },
    ...(branch?.kind === 'refused' && { noBranch: branch.reason }),
    ...context.providers.spending,
    mistakes: confidentMistakes(splits.test, candidate),
    cost: [others.cost, bar?.cost, retrieval?.cost].reduce(sumOf, cost),
    modelBytes,
    ...(evaluations.length > 1 && { seeds: evaluations }),
    ...found,
  };
  return { data: summarise(near.data), nearDuplicates: near.summary, trained };
}

function sumOf(a: CostSummary, b: CostSummary | undefined): CostSummary {
  if (!b) return a;
  return {
    textsEncoded: a.textsEncoded + b.textsEncoded,
    tokensEncoded: a.tokensEncoded + b.tokensEncoded,
    textsFound: a.textsFound + b.textsFound,
  };
}

function summarise({ splits, read: _, ...data }: LoadedData): TrialReport['data'] {
  const size = ({ length, labels }: PairTable) => ({
    pairs: length,
    positives: labels.reduce((sum, label) => sum + label, 0),
  });
  const { train, validation, test } = splits;
  return {
    ...data,
    splits: { train: size(train), validation: size(validation), test: size(test) },
    examples: train.examples,
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
