import { diffData } from '../data/diff.ts';
import { loadData } from '../data/load.ts';
import type { DataOptions } from '../data/options.ts';
import type { DataChange, LoadedData } from '../data/pair.ts';
import { toError } from '../errors.ts';
import type { Emit, TrialJob } from './job.ts';

/**
 * How the pairs changed against the base branch. Both sides are compared whole, before `examples` takes a subset.
 * Base data that cannot be read gives no change and a line in the log: it judges nothing.
 */
export async function changeAgainst(
  base: TrialJob['base'],
  job: TrialJob,
  head: LoadedData,
  signal: AbortSignal,
  emit: Emit,
): Promise<DataChange | undefined> {
  if (!base) return undefined;
  const settings = { seed: job.train.seed, signal };
  try {
    const before = await loadData(whole(base.data), base.root, settings);
    const after =
      job.data.examples === undefined ? head : await loadData(whole(job.data), job.root, settings);
    return diffData(before.splits, after.splits);
  } catch (thrown) {
    emit({ type: 'log', line: `The base branch's data cannot be compared: ${toError(thrown).message}` });
    return undefined;
  }
}

function whole(options: DataOptions): DataOptions {
  const { examples: _, ...rest } = options;
  return rest;
}
