import { resolve } from 'node:path';
import type { ChangedRows } from '../data/changed-rows.ts';
import { componentNumbers } from '../data/components.ts';
import type { PairTable } from '../data/pair.ts';
import type { RunsComparison } from '../report/data-diff-summary.ts';
import { type FinishedRun, readFinishedRun, unusable } from './finished-run.ts';
import { errorRateOf, scoreChange } from './score-change.ts';
import { testKey } from './test-pairs.ts';

/** The test pairs of both versions, and how they changed. */
export interface TestChange {
  readonly base: PairTable;
  readonly head: PairTable;
  readonly rows: ChangedRows;
}

interface Placed {
  readonly name: string;
  readonly run: FinishedRun;
}

/**
 * What finished runs say of a change. A run is of the version whose fingerprint its report has; where the pairs of both
 * are the same, the first folder is the base's.
 *
 * @param runs output folders, two at most, as they were named
 * @param directory that they are relative to
 * @param fingerprints of both versions' data
 * @throws FinetuneGateError RUN_UNUSABLE
 */
export async function compareRuns(
  runs: readonly string[],
  directory: string,
  fingerprints: Readonly<Record<'base' | 'head', string>>,
  test: TestChange,
): Promise<RunsComparison> {
  const placed = await placeRuns(runs, directory, fingerprints);
  const [base, head] = [decisionsOf(placed.base), decisionsOf(placed.head)];
  const kept = keptRows(test);
  const after = head && correctOf(head, test.head, kept);
  // A kept pair has the same key in both versions, for its texts and its label are the same.
  const before = base && correctOf(base, test.head, kept);
  const clusters = clustersOf(test.head, kept);
  const rate = (decisions: Decisions, table: PairTable, rows: Int32Array) =>
    errorRateOf({ correct: correctOf(decisions, table, rows), clusters: clustersOf(table, rows) });
  const { added, relabelled, before: were } = test.rows;
  const one = after ?? before;
  return {
    ...(placed.base && { base: placed.base.name }),
    ...(placed.head && { head: placed.head.name }),
    ...(one &&
      kept.length > 0 && {
        kept:
          before && after ? scoreChange(before, after, clusters) : errorRateOf({ correct: one, clusters }),
      }),
    ...(head && added.length > 0 && { added: rate(head, test.head, added) }),
    ...(relabelled.length > 0 && {
      relabelled: {
        ...(head && { after: rate(head, test.head, relabelled) }),
        ...(base && { before: rate(base, test.base, were) }),
      },
    }),
  };
}

async function placeRuns(
  names: readonly string[],
  directory: string,
  fingerprints: Readonly<Record<'base' | 'head', string>>,
): Promise<Partial<Record<'base' | 'head', Placed>>> {
  const placed: Partial<Record<'base' | 'head', Placed>> = {};
  for (const name of names) {
    const run = await readFinishedRun(resolve(directory, name));
    const { fingerprint } = run.report.data;
    const sides = (['base', 'head'] as const).filter(side => fingerprints[side] === fingerprint);
    const order = names.length > 1 ? sides : sides.toReversed();
    const side = order.find(one => placed[one] === undefined);
    if (side) placed[side] = { name, run };
    else
      throw unusable(
        sides.length === 0
          ? 'The run had other pairs than either version has.'
          : 'Another folder has a run of this version already.',
        { file: name },
        'Name the output of a run on the base and of one on the head, each on the data that is compared.',
      );
  }
  return placed;
}

/** Whether the pair of a key was decided rightly. */
type Decisions = ReadonlyMap<string, boolean>;

/** A pair that stands several times counts as right where all of its rows are, as in a record. */
function decisionsOf(placed: Placed | undefined): Decisions | undefined {
  if (!placed) return undefined;
  const right = new Map<string, boolean>();
  for (const { key, correct } of placed.run.rows) right.set(key, correct && right.get(key) !== false);
  return right;
}

/** @throws FinetuneGateError RUN_UNUSABLE for a pair that the run did not decide */
function correctOf(decisions: Decisions, table: PairTable, rows: Int32Array): Uint8Array {
  return Uint8Array.from(rows, row => {
    const right = decisions.get(testKey(table, row));
    if (right !== undefined) return Number(right);
    throw unusable('The run decided other test pairs than its report counts.', table.place(row));
  });
}

/** Rows of head that base has with the same label. */
export function keptRows({
  head,
  rows: { added, relabelled },
}: Pick<TestChange, 'head' | 'rows'>): Int32Array {
  const changed = new Set([...added, ...relabelled]);
  return Int32Array.from({ length: head.length }, (_, row) => row).filter(row => !changed.has(row));
}

function clustersOf(table: PairTable, rows: Int32Array): Int32Array {
  const { first, second, texts } = table.take(rows);
  return componentNumbers(first, second, texts.size);
}
