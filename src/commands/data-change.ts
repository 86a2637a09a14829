import { diffData } from '../data/diff.ts';
import type { Splits } from '../data/pair.ts';
import { readSplits } from '../data/splits.ts';
import { toError } from '../errors.ts';
import type { DataVersion, TrialReport } from './job.ts';

/**
 * How the pairs changed against the base branch, as the files have them: before a fraction goes to validation and
 * before `examples` takes a subset. Base data that cannot be read gives a note in place of the change.
 *
 * @param head what was read here; texts of the base branch go into its store, where most of them are already
 * @throws FinetuneGateError when interrupted
 */
export async function changeAgainst(
  base: DataVersion,
  head: Splits,
  signal: AbortSignal,
): Promise<Pick<TrialReport, 'change' | 'changeNote'>> {
  let before: Splits;
  try {
    const { texts } = head.train;
    before = (await readSplits(base.data, base.root, { signal, texts })).splits;
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
  return { change: diffData(before, head) };
}
