import { changedPairs, diffData, type NumbersOf, numbersOf } from '../data/diff.ts';
import { matchPairs } from '../data/match-pairs.ts';
import type { Splits } from '../data/pair.ts';
import { readSplits } from '../data/splits.ts';
import { type ValueColumns, withValuesOf } from '../data/value-column.ts';
import { toError } from '../errors.ts';
import type { BaseVersion, TrialReport } from './job.ts';

/** What the base branch's data says of this one's. */
export interface ChangeAgainst extends Pick<TrialReport, 'change' | 'changeNote' | 'respelled'> {
  /**
   * 1 for each test pair that the base branch has to the letter and with the same label; absent where it cannot be read.
   * Shape [test].
   */
  readonly known?: Uint8Array;
  /**
   * 1 for each test pair that the base branch does not have at all: one that is relabelled or spelled otherwise is neither
   * known nor added. Absent where it cannot be read. Shape [test].
   */
  readonly added?: Uint8Array;
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
  // To the letter: case and white space, which a comparison of pairs folds, could carry the label to a model that sees them.
  const match = matchPairs(before.test, head.test, spelled(head));
  const { slices } = head.test;
  const alike = matchPairs(before.test, head.test, numbers);
  const respelled = matched(alike) - matched(match);
  return {
    change: diffData(before, head, numbers),
    ...(respelled > 0 && { respelled }),
    known: Uint8Array.from(match, row => (row < 0 ? 0 : 1)),
    added: marked(changedPairs(before.test, head.test, numbers).added, head.test.length),
    ...(slices && before.test.slices && { slices: withValuesOf(slices, before.test.slices, match) }),
  };
}

/** Numbers of the texts themselves: their places in the one store, which has each once. */
function spelled({ train: { texts } }: Splits): NumbersOf {
  const places = Int32Array.from({ length: texts.size }, (_, place) => place);
  return () => places;
}

function marked(rows: Int32Array, length: number): Uint8Array {
  const marks = new Uint8Array(length);
  for (const row of rows) marks[row] = 1;
  return marks;
}

const matched = (match: Int32Array): number => match.reduce((sum, row) => sum + (row < 0 ? 0 : 1), 0);
