import { posix } from 'node:path';
import type { ChangedRows } from '../data/changed-rows.ts';
import { findConflicts, findDuplicates, findLeakage } from '../data/checks.ts';
import { changedPairs, type NumbersOf, numbersOf } from '../data/diff.ts';
import type { Findings } from '../data/findings.ts';
import { fingerprintSplits } from '../data/fingerprint.ts';
import { indexKeys } from '../data/key-index.ts';
import type { PairTable, SplitName, Splits } from '../data/pair.ts';
import { readSplits } from '../data/splits.ts';
import type { TextStore } from '../data/text-store.ts';
import { FinetuneGateError, toError } from '../errors.ts';
import type { ChangedGroup, ChangedPair, SplitChange, SplitSize } from '../report/data-diff-summary.ts';
import { writeArms } from './change-arms.ts';
import { compareRuns, keptRows } from './compare-runs.ts';
import type { DataDiffJob, DataDiffReport, DiffSide } from './data-diff-report.ts';

/**
 * Takes two versions of the data apart, as the files have them: before a fraction goes to validation and before `examples`
 * takes a subset.
 *
 * @throws FinetuneGateError the DATA_* errors, naming the version, RUN_UNUSABLE
 */
export async function diffVersions(job: DataDiffJob, signal: AbortSignal): Promise<DataDiffReport> {
  const base = await readSide(job.base, signal);
  const head = await readSide(job.head, signal, base.splits.train.texts);
  const numbers = numbersOf(base.splits, head.splits);
  const before = countFindings(base);
  const after = countFindings(head);
  const known = textsIn(Object.values(base.splits), numbers);
  const changed = (split: SplitName) => changedPairs(base.splits[split], head.splits[split], numbers);
  const rows = { train: changed('train'), validation: changed('validation'), test: changed('test') };
  const splitChange = (split: SplitName) =>
    changeOf(base.splits[split], head.splits[split], rows[split], numbers, known, job);
  const fingerprints = { base: fingerprintSplits(base.splits), head: fingerprintSplits(head.splits) };
  const test = { base: base.splits.test, head: head.splits.test, rows: rows.test };
  const formats = { base: base.format, head: head.format };
  return {
    kind: 'data-diff',
    splits: {
      train: splitChange('train'),
      validation: splitChange('validation'),
      test: splitChange('test'),
    },
    findings: { before, after },
    fingerprints,
    ...(job.runs.length > 0 && { runs: await compareRuns(job.runs, job.directory, fingerprints, test) }),
    ...(job.arms && {
      arms: await writeArms(
        job.arms,
        job.head,
        { before: base.splits, formats, kept: keptRows(test) },
        numbers,
        signal,
      ),
    }),
  };
}

async function readSide({ data, root, name }: DiffSide, signal: AbortSignal, texts?: TextStore) {
  try {
    return await readSplits(data, root, { signal, texts });
  } catch (thrown) {
    const { code, message, place, remedy, details, cause } = toError(thrown);
    if (signal.aborted || !/^(?:DATA|PATH)_/.test(code)) throw thrown;
    throw new FinetuneGateError(code, `In ${name}: ${message}`, {
      ...(place && { place }),
      remedy,
      details,
      cause,
    });
  }
}

function countFindings({ splits, findings }: { readonly splits: Splits; readonly findings: Findings }) {
  const index = indexKeys(splits);
  for (const find of [findLeakage, findConflicts, findDuplicates]) findings.addAll(find(splits, index));
  return { ...findings.counts };
}

function changeOf(
  base: PairTable,
  head: PairTable,
  { added, removed, relabelled, before }: ChangedRows,
  numbers: NumbersOf,
  known: ReadonlySet<number>,
  job: DataDiffJob,
): SplitChange {
  const group = (table: PairTable, rows: Int32Array, { prefix }: DiffSide, was?: Int32Array) =>
    groupOf(table, rows, prefix, job.shown, was && (i => labelOf(base, was[i]!)));
  const texts = textsIn([head], numbers);
  return {
    before: sizeOf(base, numbers),
    after: sizeOf(head, numbers),
    newTexts: [...texts].filter(text => !known.has(text)).length,
    added: group(head, added, job.head),
    removed: group(base, removed, job.base),
    relabelled: group(head, relabelled, job.head, before),
  };
}

function groupOf(
  table: PairTable,
  rows: Int32Array,
  prefix: string,
  shown: number,
  was?: (index: number) => number,
): ChangedGroup {
  const files = new Map<string, number>();
  const placeOf = (row: number) => {
    const { file, line } = table.place(row);
    return { file: posix.join(prefix, file), line };
  };
  for (const row of rows) {
    const { file } = placeOf(row);
    files.set(file, (files.get(file) ?? 0) + 1);
  }
  const pair = (row: number, index: number): ChangedPair => ({
    first: table.texts.text(table.first[row]!),
    second: table.texts.text(table.second[row]!),
    label: labelOf(table, row),
    ...(was && { was: was(index) }),
    ...placeOf(row),
  });
  return {
    pairs: rows.length,
    positives: rows.reduce((sum, row) => sum + table.labels[row]!, 0),
    files: Array.from(files, ([file, pairs]) => ({ file, pairs })),
    shown: Array.from(rows.subarray(0, shown), pair),
  };
}

/** Scores are kept in 32 bits, of which a file says no more than six digits. */
const labelOf = ({ scores, labels }: PairTable, row: number): number =>
  scores ? Number(scores[row]!.toPrecision(6)) : labels[row]!;

const sizeOf = (table: PairTable, numbers: NumbersOf): SplitSize => ({
  pairs: table.length,
  positives: table.labels.reduce((sum, label) => sum + label, 0),
  texts: textsIn([table], numbers).size,
});

/** Numbers of the normalised texts of some tables. */
function textsIn(tables: readonly PairTable[], of: NumbersOf): ReadonlySet<number> {
  const found = new Set<number>();
  for (const table of tables) {
    const numbers = of(table);
    for (const side of [table.first, table.second]) for (const text of side) found.add(numbers[text]!);
  }
  return found;
}
