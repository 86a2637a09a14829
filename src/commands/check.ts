import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { FinetuneGateError, toError } from '../errors.ts';
import type { Result } from '../report/result.ts';
import { openRepository } from '../repository/open.ts';
import { baseInside, fetchUnlessFolder } from './base-folder.ts';
import { withinBudget } from './budget-guard.ts';
import { parseCacheLimit } from './cache-limit.ts';
import type { CheckOptions, CheckReport } from './check-options.ts';
import { engineChoice } from './engine-choice.ts';
import type { TrialJob } from './job.ts';
import { failedResult, judge } from './judge.ts';
import { clearModel, type Output, prepareOutput } from './output-folder.ts';
import { type BaseBranch, exportBaseData, readPolicy } from './policy.ts';
import { progressReporter } from './progress.ts';
import { providersOf } from './run-providers.ts';
import { Stopwatch } from './stopwatch.ts';
import { inWorker } from './supervise.ts';
import { inRepository, insideRoot, openWorkspace, type Workspace } from './workspace.ts';
import { writeReport } from './write-report.ts';

/**
 * The pull-request check, and with `command: train` the same without a base branch: reads the configuration and the
 * policy, trains and evaluates in a worker, judges, and always writes the report.
 *
 * @returns a failure that is expected is a result with an `error`
 * @throws FinetuneGateError OUTPUT_UNWRITABLE, when there is nowhere to report
 */
export async function runCheck(options: CheckOptions): Promise<CheckReport> {
  const watch = new Stopwatch();
  const scratch = await mkdtemp(join(tmpdir(), 'finetune-gate-'));
  try {
    const output = await prepareOutput(resolve(options.directory, options.output));
    const workspace = await openWorkspace(options.directory, options.config);
    const result = await check(options, workspace, output, scratch, watch).catch(thrown => {
      const error = toError(thrown);
      if (error.code === 'INTERNAL' && thrown instanceof Error) options.log(thrown.stack ?? thrown.message);
      if (existsSync(output.checkpoint))
        options.log(`The best epoch so far is kept in ${output.checkpoint}.`);
      return failedResult(options.command, inRepository(error, workspace), watch);
    });
    return await writeReport(output, result, watch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function check(
  options: CheckOptions,
  workspace: Workspace,
  output: Output,
  scratch: string,
  watch: Stopwatch,
): Promise<Result> {
  const engine = engineChoice(options);
  // The pull request may have made a link of it, and its faults quote what they find.
  await insideRoot(workspace.root, workspace.configName);
  const config = await loadConfig(workspace.configFile, workspace.configName);
  const branch = await findBaseBranch(options, workspace);
  const source = await readPolicy(config, branch);
  const { policy, base } = source;
  const exported = branch && base && (await exportBaseData(branch, base, scratch));

  const providers = await providersOf(options, workspace, config, source, () =>
    findBaseBranch({ ...options, command: 'check' }, workspace),
  );
  const model = providers.base ? undefined : await baseInside(workspace, config.model);
  await clearModel(output, model && 'path' in model ? model.path : undefined);
  const limit = policy.budget.wall_time;
  const job: TrialJob = {
    kind: 'trial',
    root: workspace.root,
    data: { ...config.data, fail_on: policy.failOn },
    model: { ...config.model, ...(providers.base && { base: { provider: providers.base.provider } }) },
    train: config.train,
    evaluate: { ...config.evaluate, threshold: policy.threshold, retrieval: policy.retrieval },
    engine,
    output: output.model,
    checkpoint: output.checkpoint,
    dropped: output.dropped,
    ...(options.cacheDir !== undefined && { cacheDir: options.cacheDir }),
    ...(options.cacheLimit !== undefined && { cacheLimit: parseCacheLimit(options.cacheLimit) }),
    ...(exported && policy.retrieval && { retrievalRoot: exported }),
    ...(exported && base && { base: { root: exported, data: base.data } }),
    ...providers.job,
  };
  const execute = options.execute ?? inWorker();
  const emit = progressReporter(options.log, options.progress);
  const report = await withinBudget(limit, watch, options.signal, async signal => {
    const fetched =
      !model || model.kind === 'folder'
        ? undefined
        : await watch.time('download', () => fetchUnlessFolder(model, options, workspace, { signal, emit }));
    const left = limit === undefined ? {} : { secondsLeft: limit - watch.elapsed() };
    return execute({ ...job, ...(fetched && { fetched }), ...left }, emit, signal, providers.services);
  });
  return judge({ command: options.command, source, report, watch, prefix: workspace.prefix });
}

async function findBaseBranch(options: CheckOptions, workspace: Workspace): Promise<BaseBranch | undefined> {
  if (options.command !== 'check' || options.baseRef === undefined) return undefined;
  const repository = await openRepository(workspace.root);
  if (!repository) {
    throw new FinetuneGateError('GIT_FAILED', `There is no git repository, so no base branch to judge by.`);
  }
  if (workspace.linked || (await repository.isSubmodule())) {
    const problem = 'is reached through a symbolic link or a submodule, so its base branch cannot be told';
    throw new FinetuneGateError('PATH_OUTSIDE', `The configuration ${problem}.`);
  }
  const commit = await repository.mergeBase(options.baseRef);
  return { repository, commit, configPath: posix.join(workspace.prefix, workspace.configName) };
}
