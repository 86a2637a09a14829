import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ColumnNames } from '../../../src/data/columns.ts';
import { Faults } from '../../../src/data/faults.ts';
import { type DataOptions, dataOptions } from '../../../src/data/options.ts';
import type { Label, Pair } from '../../../src/data/pair.ts';
import { readPairs } from '../../../src/data/read.ts';
import { FinetuneGateError } from '../../../src/errors.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A temporary folder with these files, gone after the test. */
export function folder(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'finetune-gate-data-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

export const bytes = (...parts: readonly (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

/** Reads one file as the loader does: its pairs in short form and the lines that are not UTF-8; throws its faults. */
export async function readFile(name: string, content: string | Uint8Array, columns: ColumnNames = {}) {
  const root = folder({ [name]: content });
  const faults = new Faults();
  const invalid: number[] = [];
  const log = { faults, invalidUtf8: (_: string, line: number) => void invalid.push(line) };
  const pairs: [line: number, first: string, second: string, label: Label][] = [];
  for await (const { line, first, second, label } of readPairs(join(root, name), name, columns, log)) {
    pairs.push([line, first, second, label]);
  }
  faults.throwIfAny('train');
  return { pairs, invalid };
}

/** The error that `work` fails with; anything else fails the test. */
export async function failure(work: Promise<unknown> | (() => unknown)): Promise<FinetuneGateError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (thrown) {
    if (thrown instanceof FinetuneGateError) return thrown;
    throw thrown;
  }
  throw new Error('it did not fail');
}

export const options = (value: object): DataOptions =>
  dataOptions.parse({ train: 'train.tsv', validation: 'validation.tsv', test: 'test.tsv', ...value });

export const pair = (first: string, second: string, label: Label, line = 1, file = 'train.tsv'): Pair => ({
  first,
  second,
  label,
  file,
  line,
});
