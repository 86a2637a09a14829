import { setImmediate } from 'node:timers/promises';
import { findConflicts, findDuplicates, findLeakage } from './checks.ts';
import { fingerprint, fingerprintSplits } from './fingerprint.ts';
import { throwIfAborted } from './interrupt.ts';
import { indexKeys } from './key-index.ts';
import { requireBothLabels } from './labels.ts';
import type { DataOptions } from './options.ts';
import type { LoadedData } from './pair.ts';
import { splitValidation } from './split.ts';
import { type ReadSettings, readSplits } from './splits.ts';
import { subset } from './subset.ts';

export interface LoadSettings extends ReadSettings {
  /** Decides which examples validation and a subset take. */
  readonly seed: number;
  /** Decides which a subset takes, where it is not the same. */
  readonly subsetSeed?: number | undefined;
}

/**
 * Reads, checks and fingerprints the examples; all or nothing. Paths are relative to `root` and must stay inside.
 * Findings and fingerprints are of the data as the files have it; then `validation` may be taken out of train (when it is
 * a fraction) and `examples` applied to what is left. Throws the DATA_* errors and PATH_OUTSIDE.
 */
export async function loadData(
  options: DataOptions,
  root: string,
  settings: LoadSettings,
): Promise<LoadedData> {
  const { seed, subsetSeed = seed, signal } = settings;
  const { splits: read, formats, format, findings, files } = await readSplits(options, root, settings);
  // What follows takes seconds for a million pairs, so a signal is let in between the steps.
  const pause = async (): Promise<void> => {
    await setImmediate();
    throwIfAborted(signal);
  };
  await pause();
  const fraction = typeof options.validation === 'number' ? options.validation : undefined;
  requireBothLabels('train', read.train, format, formats.train, fraction !== undefined);
  if (fraction === undefined) requireBothLabels('validation', read.validation, 'pair', formats.validation);
  requireBothLabels('test', read.test, 'pair', formats.test);

  const index = indexKeys(read);
  await pause();
  const split = fraction === undefined ? read : splitValidation(read.train, fraction, seed, index.texts);
  await pause();
  const train =
    options.examples === undefined ? split.train : subset(split.train, options.examples, subsetSeed);
  const splits = { train, validation: split.validation, test: read.test };
  requireBothLabels('train', train, format, formats.train);
  requireBothLabels('validation', split.validation, 'pair', formats.validation);
  await pause();

  for (const find of [findLeakage, findConflicts, findDuplicates]) findings.addAll(find(read, index));
  await pause();
  const testFingerprint = fingerprint(read.test);
  return {
    splits,
    read,
    format,
    findings: findings.kept,
    findingCounts: findings.counts,
    fingerprint: fingerprintSplits(read, testFingerprint),
    testFingerprint,
    files,
  };
}
