import { diffData } from '../data/diff.ts';
import type { DataChange } from '../data/pair.ts';
import { readSplits } from '../data/splits.ts';
import { toError } from '../errors.ts';
import type { DataVersion, Emit } from './job.ts';

/**
 * How the pairs changed against the base branch, as the files have them: before a fraction goes to validation and
 * before `examples` takes a subset. Base data that cannot be read gives no change and a line in the log, since it
 * judges nothing.
 */
export async function changeAgainst(
  base: DataVersion,
  head: DataVersion,
  signal: AbortSignal,
  emit: Emit,
): Promise<DataChange | undefined> {
  try {
    const before = await readSplits(base.data, base.root, signal);
    const after = await readSplits(head.data, head.root, signal);
    return diffData(before.splits, after.splits);
  } catch (thrown) {
    emit({ type: 'log', line: `The base branch's data cannot be compared: ${toError(thrown).message}` });
    return undefined;
  }
}
