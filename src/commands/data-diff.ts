import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FinetuneGateError } from '../errors.ts';
import { dataDiffMarkdown } from '../report/data-diff-markdown.ts';
import type { DataDiffSummary, DataSide } from '../report/data-diff-summary.ts';
import type { Arguments } from './arguments.ts';
import type { DiffSide } from './data-diff-report.ts';
import { openVersions, type VersionAt } from './diff-sides.ts';
import { engineChoice } from './engine-choice.ts';
import type { Execute } from './job.ts';
import { measureChanges } from './measure-changes.ts';
import { assertPlaceForFile } from './output-folder.ts';
import { progressReporter } from './progress.ts';
import { inWorker } from './supervise.ts';
import { openWorkspace } from './workspace.ts';
import { writeWhole } from './write-whole.ts';

/** Changed pairs of a kind that are given with their texts. */
const SHOWN = 5;

export interface DataDiffContext {
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly progress: (line: string) => void;
  readonly execute?: Execute;
  readonly directory?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * `finetune-gate data diff`: what changed between two versions of the data, and what it did to the score: by finished runs
 * (`--from`), or by training with and without each group of changes (`--train`). It judges nothing.
 *
 * @throws FinetuneGateError USAGE, GIT_FAILED, BASE_REF_MISSING, CONFIG_*, DATA_*, RUN_UNUSABLE, and what training throws
 */
export async function runDataDiff(args: Arguments, context: DataDiffContext): Promise<DataDiffSummary> {
  const {
    signal,
    log,
    progress,
    execute = inWorker(),
    directory = process.cwd(),
    env = process.env,
  } = context;
  const engine = engineChoice(args);
  const { operands = [], folders = [] } = args;
  if (folders.length > 2)
    throw new FinetuneGateError('USAGE', '--from names a run of each version: give it at most twice.');
  for (const file of [args.output, args.json]) {
    if (file !== undefined && file !== '-') await assertPlaceForFile(resolve(directory, file));
  }
  const scratch = await mkdtemp(join(tmpdir(), 'finetune-gate-'));
  try {
    const workspace = await openWorkspace(directory, args.config);
    const { base, head } = await openVersions({ workspace, refs: operands, scratch, signal, env });
    const emit = progressReporter(log, progress);
    const arms = join(scratch, 'arms');
    if (args.train) await mkdir(arms);
    const {
      kind: _,
      fingerprints,
      arms: found,
      ...diff
    } = await execute(
      {
        kind: 'data-diff',
        base: sideOf(base),
        head: sideOf(head),
        shown: SHOWN,
        runs: folders,
        directory,
        ...(args.train && { arms: { folder: arms, seed: head.config.train.seed } }),
        engine,
      },
      emit,
      signal,
    );
    const summary: DataDiffSummary = {
      schemaVersion: 1,
      base: namedSide(base, fingerprints.base),
      head: namedSide(head, fingerprints.head),
      ...diff,
      ...(found && 'why' in found && { notMeasured: found.why }),
      ...(found &&
        'arms' in found && {
          measured: await measureChanges(found.arms, {
            args,
            directory,
            workspace,
            head,
            folder: arms,
            scratch,
            engine,
            execute,
            emit,
            log,
            signal,
          }),
        }),
    };
    if (args.output !== undefined)
      await writeWhole(resolve(directory, args.output), dataDiffMarkdown(summary));
    return summary;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const sideOf = ({ name, root, config, prefix }: VersionAt): DiffSide => ({
  name,
  root,
  data: config.data,
  prefix,
});

const namedSide = ({ name, configPath, branch }: VersionAt, fingerprint: string): DataSide => ({
  name,
  ...(branch && { commit: branch.commit }),
  config: configPath,
  fingerprint,
});
