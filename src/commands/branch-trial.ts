import { join, posix } from 'node:path';
import type { Config } from '../config/schema.ts';
import { sourceAtBase } from './at-base.ts';
import type { BarsRequest } from './bars-request.ts';
import { fetchUnlessFolder } from './base-folder.ts';
import type { BaseBranchTrial } from './job.ts';

/** Why there is no model of the base branch: nothing is there yet, or none can be told. */
export interface NoBranch {
  readonly kind: 'absent' | 'refused';
  readonly reason: string;
}

/**
 * The trial that gives the base branch's model: its configuration and data, its base model; or why there is none.
 *
 * @throws FinetuneGateError as `sourceAtBase` and `fetchModel`
 */
export async function branchTrial(request: BarsRequest): Promise<BaseBranchTrial | NoBranch> {
  const { options, workspace, config, branch, base, exported, scratch, job, signal, emit } = request;
  if (!branch) {
    const reason =
      'There is no base branch: `base-branch` is for `check` of a pull request (`--base`, input `base-ref`).';
    return { kind: 'refused', reason };
  }
  if (!base || exported === undefined) {
    const reason = `The base branch has no ${branch.configPath} yet, and so no model.`;
    return { kind: 'absent', reason };
  }
  const { base: start } = base.model;
  if (typeof start !== 'string') {
    const reason =
      'The model of the base branch starts from a provider, and only one that runs here is trained.';
    return { kind: 'refused', reason };
  }
  const folder = join(scratch, 'base-branch');
  const placed = await sourceAtBase({ ...base.model, base: start }, workspace, branch, join(folder, 'model'));
  const fetched = await fetchUnlessFolder(placed.source, options, workspace, { signal, emit });
  const { retrievalRoot: _, base: __, dropped: ___, fetched: ____, slices: _____, ...most } = job;
  const { providers: ______, ...common } = most;
  return {
    name: 'base-branch',
    // What both have in common is encoded once, also where nothing is kept between runs.
    job: {
      ...common,
      root: exported,
      data: { ...base.data, fail_on: [] },
      model: base.model,
      ...(fetched && { fetched }),
      ...(placed.changed
        ? { modelRoot: join(folder, 'model', posix.dirname(branch.configPath)) }
        : { modelRoot: workspace.root }),
      train: base.train,
      evaluate: { threshold: 'validation', seeds: 1 },
      output: join(folder, 'trained'),
      cacheDir: job.cacheDir ?? join(scratch, 'embeddings'),
    },
    sameSettings: !placed.changed && sameSettings(base, config),
  };
}

/** Whether only the pairs could make another model of one configuration than of the other. */
function sameSettings(base: Config, head: Config): boolean {
  const settings = ({ model, train: { checkpoint_every: _, ...train }, data }: Config) =>
    JSON.stringify([model, train, data.drop_near_duplicates ?? null]);
  return settings(base) === settings(head);
}
