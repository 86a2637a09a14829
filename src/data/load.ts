import { FinetuneGateError } from '../errors.ts';
import { findConflicts, findDuplicates, findLeakage } from './checks.ts';
import { fingerprint, fingerprintSplits } from './fingerprint.ts';
import { indexKeys } from './key-index.ts';
import type { DataOptions } from './options.ts';
import type { LoadedData, Pair, SplitName } from './pair.ts';
import { splitValidation } from './split.ts';
import { SPLIT_NAMES } from './split-names.ts';
import { readSplits } from './splits.ts';
import { subset } from './subset.ts';

/**
 * Reads, checks and fingerprints the labelled pairs; all or nothing. Paths are relative to `root` and must stay inside.
 * Findings and fingerprints are of the data as the files have it; then `validation` may be taken out of train (when it is
 * a fraction) and `examples` applied to what is left. Throws the DATA_* errors and PATH_OUTSIDE.
 */
export async function loadData(
  options: DataOptions,
  root: string,
  settings: { seed: number; signal?: AbortSignal },
): Promise<LoadedData> {
  const { splits: read, findings: encoding, files } = await readSplits(options, root, settings.signal);
  for (const split of SPLIT_NAMES) if (read[split].length > 0) requireBothLabels(split, read[split]);

  const index = indexKeys(read);
  const split =
    typeof options.validation === 'number'
      ? splitValidation(read.train, options.validation, settings.seed, index.matches.train)
      : { train: read.train, validation: read.validation };
  const train =
    options.examples === undefined ? split.train : subset(split.train, options.examples, settings.seed);
  const splits = { train, validation: split.validation, test: read.test };
  for (const name of SPLIT_NAMES) requireBothLabels(name, splits[name]);

  const checks = [findLeakage, findConflicts, findDuplicates];
  return {
    splits,
    findings: [...checks.flatMap(find => find(read, index)), ...encoding],
    fingerprint: fingerprintSplits(read, index),
    testFingerprint: fingerprint(read.test, index.keys.test),
    files,
  };
}

function requireBothLabels(split: SplitName, pairs: readonly Pair[]): void {
  const first = pairs[0]!;
  if (pairs.some(pair => pair.label !== first.label)) return;
  const details = pairs.slice(0, 10).map(({ file, line, label }) => `${file}:${line}: the label is ${label}`);
  if (pairs.length > 10) details.push(`… and ${pairs.length - 10} more, ${pairs.length} in all`);
  throw new FinetuneGateError(
    'DATA_ONE_CLASS',
    `All ${pairs.length} pairs of the ${split} data have label ${first.label}.`,
    {
      place: { file: first.file, line: first.line },
      details,
    },
  );
}
