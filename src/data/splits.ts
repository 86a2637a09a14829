import { stat } from 'node:fs/promises';
import { FinetuneGateError } from '../errors.ts';
import type { Wanted } from './columns.ts';
import { Faults } from './faults.ts';
import { Findings } from './findings.ts';
import type { DataOptions } from './options.ts';
import type { ExampleFormat, PairTable, SplitName, Splits } from './pair.ts';
import { type DataFile, resolveFiles } from './paths.ts';
import { readExamples, readerFor } from './read.ts';
import { SPLIT_NAMES } from './split-names.ts';
import { SplitShape } from './split-shape.ts';
import { type Example, TableBuilder } from './table-builder.ts';
import { TextStore } from './text-store.ts';

export interface ReadSettings {
  readonly signal?: AbortSignal | undefined;
  /** Where texts are kept; another reading may have filled it. */
  readonly texts?: TextStore | undefined;
  /** Columns of the test data whose values are kept beside its pairs. */
  readonly slices?: readonly string[] | undefined;
  /** Told now and then how many bytes of all files were read. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The splits as the files have them: nothing taken out of train, no checks across lines. */
export interface FileSplits {
  /** Validation is empty when it is a fraction of train. */
  readonly splits: Splits;
  /** What the rows of each split are, by file. */
  readonly formats: Readonly<Record<SplitName, ReadonlySet<ExampleFormat>>>;
  /** Of train as a whole. */
  readonly format: ExampleFormat;
  /** Of kind `encoding`. */
  readonly findings: Findings;
  readonly files: readonly string[];
}

type Files = Readonly<Record<SplitName, readonly DataFile[]>>;

/**
 * Reads every file of every split. Throws PATH_OUTSIDE, DATA_NOT_FOUND or DATA_FORMAT before any is opened, then one error
 * for the first split that has faults, with the places in all its files; or DATA_SPLIT_EMPTY, DATA_FORMATS_MIXED,
 * DATA_SCORE_UNDECIDED.
 */
export async function readSplits(
  options: DataOptions,
  root: string,
  { signal, texts = new TextStore(), slices = [], onProgress }: ReadSettings = {},
): Promise<FileSplits> {
  const files = await findFiles(options, root, signal);
  const findings = new Findings();
  const progress = onProgress && (await byteCounter(files, onProgress));
  const names: string[] = [];
  const read = async (split: SplitName) => {
    const columns = split === 'test' ? slices : [];
    const builder = new TableBuilder(texts, names, columns);
    const shape = new SplitShape(split);
    const faults = new Faults();
    const log = {
      faults,
      signal,
      invalidUtf8(file: string, line: number): void {
        const message = 'This line has bytes that are not UTF-8.';
        findings.add({ kind: 'encoding', split, file, line, message });
      },
      ...(progress && { progress }),
    };
    const add = (example: Example): void => {
      shape.check(example);
      builder.add(example);
    };
    for (const { path, shown } of files[split]) {
      const wanted = { ...wantedOf(options, split), ...(columns.length > 0 && { slices: columns }) };
      await readExamples(path, shown, wanted, log, add);
    }
    faults.throwIfAny(split);
    if (builder.length === 0 && typeof options[split] !== 'number') throw empty(split, files[split]);
    return { table: tableOf(builder, shape, options, split), shape, scored: builder.scored };
  };
  const [train, validation, test] = [await read('train'), await read('validation'), await read('test')];
  const shown = SPLIT_NAMES.flatMap(split => files[split].map(file => file.shown));
  return {
    splits: { train: train.table, validation: validation.table, test: test.table },
    formats: { train: train.shape.formats, validation: validation.shape.formats, test: test.shape.formats },
    format: train.shape.format(train.scored, options.format),
    findings,
    files: [...new Set(shown)].sort(),
  };
}

async function findFiles(
  options: DataOptions,
  root: string,
  signal: AbortSignal | undefined,
): Promise<Files> {
  const files: Record<SplitName, DataFile[]> = { train: [], validation: [], test: [] };
  for (const split of SPLIT_NAMES) {
    const patterns = options[split];
    if (typeof patterns !== 'number') files[split] = await resolveFiles(patterns, root, signal);
    for (const { shown } of files[split]) readerFor(shown);
  }
  return files;
}

/** A format is asked of train only: what judges may come in any. */
function wantedOf({ columns = {}, format, positive_from }: DataOptions, split: SplitName): Wanted {
  return {
    names: columns,
    scores: positive_from !== undefined || format === 'scored-pair',
    ...(split === 'train' && format !== 'auto' && { format }),
  };
}

/** Scores are kept for training alone; elsewhere, and wherever validation comes from, each must be decided. */
function tableOf(
  builder: TableBuilder,
  shape: SplitShape,
  { positive_from, validation, format }: DataOptions,
  split: SplitName,
): PairTable {
  const { firstScore: first } = builder;
  const judges = split !== 'train' || typeof validation === 'number';
  if (first && judges && positive_from === undefined) {
    const { file, line } = first;
    const score = Number(first.score.toPrecision(6));
    throw new FinetuneGateError(
      'DATA_SCORE_UNDECIDED',
      `The ${split} data has pairs with scores such as ${score}, and nothing says whether they are positive.`,
      { place: { file, line } },
    );
  }
  const scored = split === 'train' && shape.format(builder.scored, format) === 'scored-pair';
  return builder.build(shape.width, scored, positive_from);
}

const REPORT_BYTES = 8 << 20;

async function byteCounter(
  files: Files,
  onProgress: NonNullable<ReadSettings['onProgress']>,
): Promise<(bytes: number) => void> {
  let total = 0;
  for (const { path } of Object.values(files).flat()) total += (await stat(path)).size;
  let [done, told] = [0, 0];
  return bytes => {
    // Parquet counts in bytes before compression.
    done = Math.min(done + bytes, total);
    if (done - told < REPORT_BYTES) return;
    told = done;
    onProgress(done, total);
  };
}

function empty(split: SplitName, files: readonly DataFile[]): FinetuneGateError {
  const details = files.slice(0, 10).map(file => `${file.shown}: no pairs`);
  if (files.length > 10) details.push(`… and ${files.length - 10} more, ${files.length} files in all`);
  const place = files[0] && { file: files[0].shown };
  return new FinetuneGateError('DATA_SPLIT_EMPTY', `The ${split} data has no pairs.`, {
    details,
    ...(place && { place }),
  });
}
