import type { LoadedData } from '../data/pair.ts';
import { openEngine } from '../engine/select.ts';
import type { SweepPoint } from '../sweep/point.ts';
import { checkLossFormat } from '../training/losses/accepts.ts';
import { assertMatryoshka, assertTunable } from '../training/tuning.ts';
import { Deadline } from './deadline.ts';
import type { Emit } from './job.ts';
import { loadBase } from './load-base.ts';
import { rowsDigest } from './rows-digest.ts';
import { Scorer } from './scorer.ts';
import { Stopwatch } from './stopwatch.ts';
import { bySeed, judgedSplit, loadAll, mostOf, requireLabels, type Wanted } from './sweep-data.ts';
import { SweepHeads } from './sweep-heads.ts';
import type { SweepJob, SweepReport } from './sweep-job.ts';
import { KeptTrials } from './sweep-kept.ts';
import type { MissingTrial, SweepBase, TrialRecord } from './sweep-records.ts';
import { encodeInParts, textsOf } from './sweep-texts.ts';
import { type Group, trialLine, trialOf } from './sweep-trial.ts';
import { TextIndex } from './text-index.ts';
import { assertThresholdData } from './threshold-data.ts';
import { baseFeatures } from './trial-features.ts';

/**
 * Trains and evaluates points over one base model and one encoding of its texts: what a frozen encoder makes of a text is
 * the same for all of them. A point that has no result is told with the reason.
 */
export async function runSweepTrials(job: SweepJob, emit: Emit, signal: AbortSignal): Promise<SweepReport> {
  const watch = new Stopwatch();
  const context = { emit, signal, watch, deadline: new Deadline(job.secondsLeft) };
  // Those that train only see again what the one that encodes has told.
  const tell = (line: string) => job.encodeOnly && emit({ type: 'log', line });
  const engine = await openEngine(job.engine, tell);
  try {
    const model = await loadBase(job, { seed: 0 });
    const heads = new SweepHeads(engine, model);
    try {
      for (const { tune, dimensions = model.dimensions } of job.points) {
        if (tune !== 'head') assertTunable(model, tune);
        assertMatryoshka({ dimensions }, job.train.matryoshka);
      }
      const learned = job.evaluate.threshold === 'logistic';
      const trials: TrialRecord[] = [];
      const missing: MissingTrial[] = [];
      const cost = { textsEncoded: 0, tokensEncoded: 0, textsFound: 0 };
      const data = await watch.time('data', () => loadAll(job, signal));
      tellFindings(job, data, tell);
      if (job.encodeOnly) requireLabels(data, job.points);
      for (const { loss } of job.points) checkLossFormat(loss, data.format);
      const encoded = async (wanted: readonly Wanted[]): Promise<Group> => {
        const splits = mostOf(data, wanted);
        assertThresholdData(job.evaluate, job.data, { ...data, splits });
        const index = new TextIndex(splits);
        const found = await watch.time('encode', () => baseFeatures(job, engine, model, index, context));
        cost.textsEncoded += found.cost.textsEncoded;
        cost.tokensEncoded += found.cost.tokensEncoded;
        return { splits, index, features: found.features };
      };
      const keeps = job.kept !== undefined && !job.encodeOnly;
      const rows = keeps ? await watch.time('data', () => rowsDigest(data.splits, signal)) : '';
      const kept = new KeptTrials(job, rows, model, engine.info);
      const needed = new Set<string>();
      if (job.encodeOnly) {
        const texts = textsOf(data, job.points);
        const { textsEncoded, tokensEncoded } = await watch.time('encode', () =>
          encodeInParts(job, model, engine, texts, context),
        );
        cost.textsEncoded += textsEncoded;
        cost.tokensEncoded += tokensEncoded;
      }
      let shared: SweepReport['shared'] | undefined;
      let base: Pick<SweepBase, 'validation' | 'test'> | undefined;
      // Without the store's room for all, a text is encoded for each group that needs it.
      const groups: (readonly Wanted[])[] = job.encodeOnly && learned ? [[job.reference]] : [];
      for (const wanted of [...groups, ...bySeed(job.points)]) {
        const group = await encoded(wanted);
        for (const text of group.index.texts) needed.add(text);
        shared ??= sharedOf(data, group);
        if (job.encodeOnly) {
          const scorer = new Scorer(job, group.index, engine, model, group.features);
          base ??= await watch.time('evaluate', () => scorer.judged('base', signal));
          continue;
        }
        for (const point of wanted as readonly SweepPoint[]) {
          const before = await kept.read(point);
          const trial = before ?? (await trialOf(job, point, group, { engine, heads }, context));
          // Others may still be done: smaller ones in time, and with other settings.
          if ('reason' in trial) missing.push(trial);
          else {
            trials.push(trial);
            if (!before) await kept.write(trial);
            emit({ type: 'log', line: before ? `Done before: ${trialLine(trial)}` : trialLine(trial) });
          }
          const done = trials.length + missing.length;
          emit({ type: 'progress', phase: 'sweep', done, total: job.points.length });
        }
      }
      cost.textsFound = Math.max(0, needed.size - cost.textsEncoded);
      const { weightsHash: weights, architecture } = model;
      const from = job.fetched && { source: job.fetched.source, revision: job.fetched.revision };
      return {
        kind: 'sweep',
        shared: shared!,
        base: {
          model: { ...from, architecture: architecture.name, weights },
          engine: engine.info,
          ...base,
        },
        trials,
        missing,
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

function sharedOf(data: LoadedData, { splits, index }: Group): SweepReport['shared'] {
  const { fingerprint, testFingerprint } = data;
  return {
    fingerprint,
    testFingerprint,
    examples: data.splits.train.examples,
    validation: judgedSplit('validation', splits.validation, index),
    test: judgedSplit('test', splits.test, index),
  };
}

/** Before anything is trained; a finding that fails a run fails the chosen trial's. */
function tellFindings(job: SweepJob, { findingCounts }: LoadedData, tell: (line: string) => void): void {
  for (const [kind, count] of Object.entries(findingCounts))
    if (count > 0) tell(`Findings in the data: ${count} of kind ${kind}; check lists them`);
  if (job.data.drop_near_duplicates !== undefined)
    tell('data.drop_near_duplicates is not applied in a sweep: examples count all pairs');
}
