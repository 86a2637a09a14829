import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { toError } from '../errors.ts';
import { removeStates } from '../training/run-state.ts';
import { prepareBars } from './bars.ts';
import { exportBaseData, findBaseBranch } from './base-branch.ts';
import { baseInside, fetchUnlessFolder } from './base-folder.ts';
import { withinBudget } from './budget-guard.ts';
import { parseCacheLimit } from './cache-limit.ts';
import type { CheckOptions, CheckReport } from './check-options.ts';
import { checkpointFolder } from './checkpoint-folder.ts';
import { engineChoice } from './engine-choice.ts';
import type { Emit, TrialJob } from './job.ts';
import { failedResult, type Judged, judge } from './judge.ts';
import { clearModel, clearTemporary, type Output, prepareOutput } from './output-folder.ts';
import { nearDuplicatesOf } from './policy.ts';
import { progressReporter } from './progress.ts';
import { readPolicy } from './read-policy.ts';
import { providersOf } from './run-providers.ts';
import { makeScratch } from './scratch.ts';
import { sliceColumns } from './slice-columns.ts';
import { Stopwatch } from './stopwatch.ts';
import { inWorker } from './supervise.ts';
import { trustedCache } from './trusted-cache.ts';
import { inRepository, insideRoot, openWorkspace, type Workspace } from './workspace.ts';
import { writeReport } from './write-report.ts';

/**
 * The pull-request check, and with `command: train` the same without a base branch: reads the configuration and the
 * policy, trains and evaluates in a worker, judges, and always writes the report. A run that was ended leaves checkpoints,
 * from which the next one with the same inputs goes on.
 *
 * @returns a failure that is expected is a result with an `error`
 * @throws FinetuneGateError OUTPUT_UNWRITABLE, when there is nowhere to report
 */
export async function runCheck(options: CheckOptions): Promise<CheckReport> {
  const watch = new Stopwatch();
  const output = await prepareOutput(resolve(options.directory, options.output));
  const workspace = await openWorkspace(options.directory, options.config);
  return runIn({ output, workspace, watch }, options);
}

/** Where a run writes and reads, and what of it another command has decided. */
export interface RunPlace {
  readonly output: Output;
  readonly workspace: Workspace;
  readonly watch: Stopwatch;
  /** In place of the configuration's file. */
  readonly config?: Config;
  readonly job?: Partial<TrialJob>;
}

/** `runCheck` for a place that is prepared. */
export async function runIn(place: RunPlace, options: CheckOptions): Promise<CheckReport> {
  const { output, workspace, watch } = place;
  const scratch = await makeScratch();
  try {
    const trusted = await trustedCache(options, workspace);
    const checkpoint = await checkpointFolder(trusted, workspace, output);
    const trainings = new Set<string>();
    const run = { ...place, output: { ...output, checkpoint } };
    const judged = await check(trusted, run, scratch, trainings).catch((thrown): Judged => {
      const error = toError(thrown);
      if (error.code === 'INTERNAL' && thrown instanceof Error) options.log(thrown.stack ?? thrown.message);
      return { result: failedResult(options.command, inRepository(error, workspace), watch) };
    });
    const report = await writeReport(output, judged.result, watch, judged.pairs, workspace);
    // Not before: whoever ends this process between model and report is to lose neither.
    if (judged.result.training) {
      await removeStates(checkpoint, trainings);
      await rm(output.checkpoint, { recursive: true, force: true });
    }
    await clearTemporary(dirname(output.report));
    return report;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function check(
  options: CheckOptions,
  place: RunPlace,
  scratch: string,
  /** Receives the keys of the checkpoints. */
  trainings: Set<string>,
): Promise<Judged> {
  const { workspace, output, watch } = place;
  const engine = engineChoice(options);
  // The pull request may have made a link of it, and its faults quote what they find.
  await insideRoot(workspace.root, workspace.configName);
  const config = place.config ?? (await loadConfig(workspace.configFile, workspace.configName));
  const branch = await findBaseBranch(options, workspace);
  const source = await readPolicy(config, branch, options.acceptPolicyChange);
  const { policy, base } = source;
  const exported = source.branch && base && (await exportBaseData(source.branch, base, scratch));
  const judged = source.summary.source === 'base-branch';

  const providers = await providersOf(options, workspace, config, source, () =>
    findBaseBranch({ ...options, command: 'check' }, workspace),
  );
  const model = providers.base ? undefined : await baseInside(workspace, config.model);
  const named = policy.baseline.flatMap(one =>
    typeof one === 'object' && 'model' in one ? [one.model] : [],
  );
  const read = named.map(path => resolve(workspace.root, path));
  await clearModel(output, ...(model && 'path' in model ? [model.path, ...read] : read));
  const limit = policy.budget.wall_time;
  const job: TrialJob = {
    kind: 'trial',
    root: workspace.root,
    data: { ...config.data, fail_on: policy.failOn, drop_near_duplicates: nearDuplicatesOf(source) },
    model: { ...config.model, ...(providers.base && { base: { provider: providers.base.provider } }) },
    train: config.train,
    evaluate: policy.evaluate,
    slices: sliceColumns(policy),
    engine,
    output: output.model,
    checkpoint: output.checkpoint,
    dropped: output.dropped,
    ...(options.cacheDir !== undefined && { cacheDir: options.cacheDir }),
    ...(options.cacheLimit !== undefined && { cacheLimit: parseCacheLimit(options.cacheLimit) }),
    ...(exported && judged && policy.evaluate.retrieval && { retrievalRoot: exported }),
    ...(exported && base && { base: { root: exported, data: base.data, slices: sliceColumns(base) } }),
    ...providers.job,
  };
  const execute = options.execute ?? inWorker();
  const show = progressReporter(options.log, options.progress);
  const emit: Emit = event => {
    if (event.type === 'checkpoint') trainings.add(event.key);
    show(event);
  };
  const measured = await withinBudget(limit, watch, options.signal, async signal => {
    const around = { options, workspace, config, branch: source.branch, base, exported, scratch, job };
    const asked = { ...around, judgedByBase: judged, movedBase: source.movedBase !== undefined };
    const bars = await prepareBars(policy.baseline, { ...asked, signal, emit });
    const fetched =
      !model || model.kind === 'folder'
        ? undefined
        : await watch.time('download', () => fetchUnlessFolder(model, options, workspace, { signal, emit }));
    const left = limit === undefined ? {} : { secondsLeft: limit - watch.elapsed() };
    const whole = { ...job, ...bars.job, ...(fetched && { fetched }), ...left, ...place.job };
    return { bars, report: await execute(whole, emit, signal, providers.services) };
  });
  return judge({ command: options.command, source, ...measured, watch, prefix: workspace.prefix });
}
