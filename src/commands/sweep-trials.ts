import { loadData } from '../data/load.ts';
import type { LoadedData } from '../data/pair.ts';
import { subset } from '../data/subset.ts';
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/select.ts';
import type { Evaluation } from '../evaluation/types.ts';
import type { SweepPoint } from '../sweep/plan.ts';
import { checkLossFormat } from '../training/losses/accepts.ts';
import { Deadline } from './deadline.ts';
import type { Emit, SweepJob, SweepReport, SweepTrial } from './job.ts';
import { loadBase } from './load-base.ts';
import { formatSeconds } from './progress.ts';
import { Scorer } from './scorer.ts';
import { Stopwatch } from './stopwatch.ts';
import { SweepHeads } from './sweep-heads.ts';
import { TextIndex } from './text-index.ts';
import { assertThresholdData } from './threshold-data.ts';
import type { TrialContext } from './trial-context.ts';
import { baseFeatures, type Features } from './trial-features.ts';
import { trainBest } from './trial-train.ts';

/** What all points of one seed share: the largest subset that any of them trains on, and its texts' embeddings. */
interface Group {
  readonly data: LoadedData;
  readonly index: TextIndex;
  readonly features: Features;
}

/**
 * Trains and evaluates a head for each point over one encoding of the texts: a frozen encoder's embedding of a text is
 * the same for all of them. Points that the wall-time budget leaves no time for are left out.
 */
export async function runSweepTrials(job: SweepJob, emit: Emit, signal: AbortSignal): Promise<SweepReport> {
  const watch = new Stopwatch();
  const context = { emit, signal, watch, deadline: new Deadline(job.secondsLeft) };
  // Those that train only see again what the one that encodes has told.
  const tell = (line: string) => job.encodeOnly && emit({ type: 'log', line });
  const engine = await openEngine(job.engine, tell);
  try {
    const model = await loadBase(job, { seed: 0 });
    const heads = new SweepHeads(engine, model, job.train);
    try {
      const trials: SweepTrial[] = [];
      const cost = { textsEncoded: 0, tokensEncoded: 0, textsFound: 0 };
      const seeds = new Set(job.points.map(point => point.seed));
      const fresh = seeds.size > 1 ? textCounter() : ({ size }: TextIndex) => size;
      let data: LoadedData | undefined;
      let baseModel: Evaluation | undefined;
      const late = () => !job.encodeOnly && context.deadline.left() <= 0;
      for (const seed of seeds) {
        if (data && late()) break;
        const points = job.points.filter(point => point.seed === seed);
        const loaded = await watch.time('data', () => loadGroup(job, points, seed, signal));
        if (!data) tellFindings(loaded, tell);
        if (!data && job.data.drop_near_duplicates !== undefined)
          tell('data.drop_near_duplicates is not applied in a sweep: examples count all pairs');
        checkLossFormat(job.train.loss, loaded.format);
        assertThresholdData(job.evaluate, job.data, loaded);
        const index = new TextIndex(loaded.splits);
        const found = await watch.time('encode', () => baseFeatures(job, engine, model, index, context));
        const { textsEncoded, tokensEncoded } = found.cost;
        cost.textsEncoded += textsEncoded;
        cost.tokensEncoded += tokensEncoded;
        cost.textsFound += Math.max(0, fresh(index) - textsEncoded);
        data ??= loaded;
        baseModel ??= new Scorer(job, index, engine, model, found.features).baseModel();
        if (job.encodeOnly) continue;
        const group = { data: loaded, index, features: found.features };
        for (const point of points) {
          if (late()) break;
          const trial = await trainPoint(job, point, group, engine, heads, context);
          // What the budget cut short says nothing of its settings. Smaller ones may still be done in time.
          if (trial.training.stopped) continue;
          trials.push(trial);
          emit({ type: 'log', line: trialLine(trial) });
          emit({ type: 'progress', phase: 'sweep', done: trials.length, total: job.points.length });
        }
      }
      const { fingerprint, testFingerprint, splits } = data!;
      return {
        kind: 'sweep',
        engine: engine.info,
        fingerprint,
        testFingerprint,
        examples: splits.train.examples,
        baseModel: baseModel!,
        trials,
        cost,
        times: watch.times(),
      };
    } finally {
      heads.dispose();
      model.dispose();
    }
  } finally {
    engine.dispose();
  }
}

/** Counts the texts of an index that stood in none before it: what an earlier seed encoded was not found. */
function textCounter(): (index: TextIndex) => number {
  const seen = new Set<string>();
  return index => {
    const before = seen.size;
    for (const text of index.texts) seen.add(text);
    return seen.size - before;
  };
}

/** The data with the most examples that a point of this seed asks for: smaller subsets are within it. */
function loadGroup(job: SweepJob, points: readonly SweepPoint[], seed: number, signal: AbortSignal) {
  const { examples: _, ...all } = job.data;
  const most = points.some(point => point.examples === undefined)
    ? undefined
    : points.reduce((count, point) => Math.max(count, point.examples!), 0);
  return loadData({ ...all, ...(most !== undefined && { examples: most }) }, job.root, { seed, signal });
}

async function trainPoint(
  job: SweepJob,
  point: SweepPoint,
  { data, index: all, features }: Group,
  engine: Engine,
  heads: SweepHeads,
  context: TrialContext,
): Promise<SweepTrial> {
  const { seed, dimensions, learningRate: learning_rate, examples } = point;
  const started = performance.now();
  const index = examples === undefined ? all : all.withTrain(subset(data.splits.train, examples, seed));
  const inputs = { kind: 'features', features: features.matrix, dimensions: features.dimensions } as const;
  const { model, trainer } = heads.get(dimensions, seed, { totalSteps: 0, warmup: 0, learning_rate, inputs });
  const own = { ...job, train: { ...job.train, seed, learning_rate } };
  const scorer = new Scorer(own, index, engine, model, features);
  const quiet = { ...context, emit: () => {} };
  const training = await trainBest(own, index, features, engine, model, scorer, quiet, trainer);
  const candidate = await context.watch.time('evaluate', () => scorer.candidate(context.signal));
  return { point, training, candidate, seconds: (performance.now() - started) / 1000 };
}

/** A sweep compares settings and gates nothing, so what would fail a check is only told. */
function tellFindings({ findingCounts }: LoadedData, tell: (line: string) => void): void {
  for (const [kind, count] of Object.entries(findingCounts))
    if (count > 0) tell(`Findings in the data: ${count} of kind ${kind}; check lists them`);
}

function trialLine({ point, candidate, seconds }: SweepTrial): string {
  const { examples, dimensions, learningRate, seed } = point;
  const settings = `${examples ?? 'all'} examples, ${dimensions} dimensions, learning rate ${learningRate}, seed ${seed}`;
  return `${settings}: error rate ${(100 * candidate.metrics.error_rate).toFixed(2)} % (${formatSeconds(seconds)})`;
}
