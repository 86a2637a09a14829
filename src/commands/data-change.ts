import { diffData, numbersOf } from '../data/diff.ts';
import { matchPairs } from '../data/match-pairs.ts';
import type { Splits } from '../data/pair.ts';
import { readSplits } from '../data/splits.ts';
import { type ValueColumns, withValuesOf } from '../data/value-column.ts';
import { toError } from '../errors.ts';
import type { BaseVersion, TrialReport } from './job.ts';

/** What the base branch's data says of this one's. */
export interface ChangeAgainst extends Pick<TrialReport, 'change' | 'changeNote'> {
  /** 1 for each test pair that the base branch has with the same label; absent where it cannot be read. Shape [test]. */
  readonly known?: Uint8Array;
  /** Columns of the test pairs: of a pair that the base branch has, as it is there. Absent where none were asked for. */
  readonly slices?: ValueColumns;
}

/**
 * How the pairs changed against the base branch, as the files have them: before a fraction goes to validation and
 * before `examples` takes a subset. Base data that cannot be read gives a note in place of the change.
 *
 * @param head what was read here; texts of the base branch go into its store, where most of them are already
 * @throws FinetuneGateError when interrupted
 */
export async function changeAgainst(
  base: BaseVersion,
  head: Splits,
  signal: AbortSignal,
): Promise<ChangeAgainst> {
  let before: Splits;
  try {
    const { texts } = head.train;
    before = (await readSplits(base.data, base.root, { signal, texts, slices: base.slices })).splits;
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
  const numbers = numbersOf(before, head);
  const match = matchPairs(before.test, head.test, numbers);
  const { slices } = head.test;
  return {
    change: diffData(before, head, numbers),
    known: Uint8Array.from(match, row => (row < 0 ? 0 : 1)),
    ...(slices && before.test.slices && { slices: withValuesOf(slices, before.test.slices, match) }),
  };
}
