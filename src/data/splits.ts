import { FinetuneGateError } from '../errors.ts';
import { Faults } from './faults.ts';
import type { DataOptions } from './options.ts';
import type { Finding, Pair, SplitName, Splits } from './pair.ts';
import { type DataFile, resolveFiles } from './paths.ts';
import { readerFor, readPairs } from './read.ts';
import { SPLIT_NAMES } from './split-names.ts';

/** The splits as the files have them: nothing taken out of train, no checks across lines. */
export interface FileSplits {
  /** Validation is empty when it is a fraction of train. */
  readonly splits: Splits;
  /** Of kind `encoding`. */
  readonly findings: readonly Finding[];
  readonly files: readonly string[];
}

/**
 * Reads every file of every split. Throws PATH_OUTSIDE, DATA_NOT_FOUND or DATA_FORMAT before any is opened, then one error
 * for the first split that has faults, with the places in all its files; or DATA_SPLIT_EMPTY.
 */
export async function readSplits(
  options: DataOptions,
  root: string,
  signal?: AbortSignal,
): Promise<FileSplits> {
  const files: Record<SplitName, DataFile[]> = { train: [], validation: [], test: [] };
  for (const split of SPLIT_NAMES) {
    const patterns = options[split];
    if (typeof patterns !== 'number') files[split] = await resolveFiles(patterns, root, signal);
    for (const { shown } of files[split]) readerFor(shown);
  }
  const splits: Record<SplitName, Pair[]> = { train: [], validation: [], test: [] };
  const findings: Finding[] = [];
  for (const split of SPLIT_NAMES) {
    if (typeof options[split] === 'number') continue;
    const faults = new Faults();
    const invalidUtf8 = (file: string, line: number): void => {
      findings.push({
        kind: 'encoding',
        split,
        file,
        line,
        message: 'This line has bytes that are not UTF-8.',
      });
    };
    for (const { path, shown } of files[split]) {
      for await (const pair of readPairs(path, shown, options.columns ?? {}, {
        faults,
        invalidUtf8,
        signal,
      })) {
        splits[split].push(pair);
      }
    }
    faults.throwIfAny(split);
    if (splits[split].length === 0) throw empty(split, files[split]);
  }
  const shown = SPLIT_NAMES.flatMap(split => files[split].map(file => file.shown));
  return { splits, findings, files: [...new Set(shown)].sort() };
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
