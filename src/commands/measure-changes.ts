import { join } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import type { Evaluation } from '../evaluation/types.ts';
import type { Measured, MeasuredChange } from '../report/data-diff-summary.ts';
import type { Arguments } from './arguments.ts';
import { sourceAtBase } from './at-base.ts';
import { baseElsewhere, baseInside, fetchUnlessFolder } from './base-folder.ts';
import type { ChangeArm } from './data-diff-report.ts';
import type { VersionAt } from './diff-sides.ts';
import type { Emit, Execute, TrialJob, TrialReport } from './job.ts';
import { cacheOf } from './local-model.ts';
import { errorRateOf, scoreChange } from './score-change.ts';
import type { Workspace } from './workspace.ts';

export interface MeasureRequest {
  readonly args: Arguments;
  readonly directory: string;
  readonly workspace: Workspace;
  readonly head: VersionAt;
  /** Where the arms' files are. */
  readonly folder: string;
  readonly scratch: string;
  readonly engine: TrialJob['engine'];
  readonly execute: Execute;
  readonly emit: Emit;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Outputs of the head where the configuration has none. */
const DIMENSIONS = 256;
/** Of a head where the configuration's is that of an encoder. */
const LEARNING_RATE = 1e-3;

/**
 * Trains a head over the frozen base model on each arm's data, by the head's configuration, and compares each with the one
 * trained on the base's data: on the same test pairs, paired. Texts are encoded once for all of them. With
 * `evaluate.seeds`, the majority of that many trainings decides.
 *
 * @param arms the base's first
 */
export async function measureChanges(arms: readonly ChangeArm[], request: MeasureRequest): Promise<Measured> {
  const { emit, execute, log, signal, scratch, head } = request;
  const { seeds } = head.config.evaluate;
  const job = await trialOf(request);
  const [first, ...others] = arms;
  const train = async ({ group, data }: ChangeArm) => {
    log(`Training on ${group === 'base' ? BASE : WORDS[group]}`);
    const place = { output: join(scratch, 'model'), checkpoint: join(scratch, 'checkpoint') };
    return trainedOf(await execute({ ...job, ...place, data }, emit, signal));
  };
  const base = await train(first!);
  const { clusters } = base.test;
  const before = decisions(base.candidate);
  const changes: MeasuredChange[] = [];
  for (const arm of others) {
    const { candidate } = await train(arm);
    const group = arm.group as MeasuredChange['group'];
    changes.push({
      group,
      examples: arm.examples,
      change: scoreChange(before, decisions(candidate), clusters),
    });
  }
  return { base: errorRateOf({ correct: before, clusters }), seeds, changes };
}

const BASE = "the base's data";
const WORDS: Readonly<Record<MeasuredChange['group'], string>> = {
  added: `${BASE} and what is added`,
  removed: `${BASE} without what is removed`,
  relabelled: `${BASE} with the new labels`,
  all: "the head's data",
};

const decisions = ({ correct }: Evaluation): Uint8Array => Uint8Array.from(correct, Number);

function trainedOf({ trained }: TrialReport): NonNullable<TrialReport['trained']> {
  if (trained) return trained;
  throw new FinetuneGateError('INTERNAL', 'Nothing was trained, though no finding fails a measurement.');
}

async function trialOf({
  args,
  directory,
  workspace,
  head,
  folder,
  scratch,
  engine,
  emit,
  log,
  signal,
}: MeasureRequest): Promise<Omit<TrialJob, 'data' | 'output' | 'checkpoint'>> {
  const { model, train, evaluate } = head.config;
  const { base, sha256 } = model;
  if (typeof base !== 'string') throw baseElsewhere();
  const named = { base, ...(sha256 !== undefined && { sha256 }) };
  const { source, root, changed } = head.branch
    ? await sourceAtBase(named, workspace, head.branch, join(scratch, 'base-model'))
    : { source: await baseInside(workspace, model), root: head.root, changed: false };
  const options = {
    ...args,
    command: 'train' as const,
    directory,
    output: scratch,
    signal,
    log,
    progress: () => {},
  };
  const fetched = await fetchUnlessFolder(source, options, workspace, { signal, emit });
  const { retrieval: _, slices: __, ...judged } = evaluate;
  return {
    kind: 'trial',
    root: folder,
    modelRoot: changed ? join(root, head.prefix) : root,
    model: { ...model, dimensions: model.dimensions ?? DIMENSIONS },
    train: train.tune === 'head' ? train : { ...train, tune: 'head', learning_rate: LEARNING_RATE },
    evaluate: judged,
    engine,
    // Without a cache that outlives the run, one that serves all of its trainings.
    cacheDir: join(scratch, 'embeddings'),
    ...cacheOf(args, directory),
    ...(fetched && { fetched }),
  };
}
