import { diffData } from '../data/diff.ts';
import type { Splits } from '../data/pair.ts';
import { readSplits } from '../data/splits.ts';
import { toError } from '../errors.ts';
import type { DataVersion, TrialReport } from './job.ts';

/**
 * How the pairs changed against the base branch, as the files have them: before a fraction goes to validation and
 * before `examples` takes a subset. Base data that cannot be read gives a note in place of the change.
 *
 * @throws FinetuneGateError when interrupted, or for a fault of head's data
 */
export async function changeAgainst(
  base: DataVersion,
  head: DataVersion,
  signal: AbortSignal,
): Promise<Pick<TrialReport, 'change' | 'changeNote'>> {
  const read = async ({ data, root }: DataVersion): Promise<Splits> =>
    (await readSplits(data, root, signal)).splits;
  let before: Splits;
  try {
    before = await read(base);
  } catch (thrown) {
    const { code, message } = toError(thrown);
    if (signal.aborted) throw thrown;
    return {
      changeNote:
        code === 'DATA_LFS_POINTER'
          ? "The base branch's data is in Git LFS, so this change was not compared with it."
          : `The base branch's data cannot be read, so this change was not compared with it: ${message}`,
    };
  }
  return { change: diffData(before, await read(head)) };
}
