import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ColumnNames, Wanted } from '../../../src/data/columns.ts';
import { Faults } from '../../../src/data/faults.ts';
import { type DataOptions, dataOptions } from '../../../src/data/options.ts';
import type { Label, Pair, PairTable, Splits } from '../../../src/data/pair.ts';
import { readExamples } from '../../../src/data/read.ts';
import { type Example, splitsOf } from '../../../src/data/table-builder.ts';
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

/** Reads one file as the loader does: its examples and the lines that are not UTF-8; throws its faults. */
export async function readRows(name: string, content: string | Uint8Array, wanted: Wanted = { names: {} }) {
  const root = folder({ [name]: content });
  const faults = new Faults();
  const invalid: number[] = [];
  const log = { faults, invalidUtf8: (_: string, line: number) => void invalid.push(line) };
  const examples: Example[] = [];
  await readExamples(join(root, name), name, wanted, log, example => examples.push(example));
  faults.throwIfAny('train');
  return { examples, invalid };
}

/** The same for pairs, in short form. */
export async function readFile(name: string, content: string | Uint8Array, names: ColumnNames = {}) {
  const { examples, invalid } = await readRows(name, content, { names });
  const pairs = examples.map(
    ({ line, texts, value }) =>
      [line, texts[0], texts[1], value] as [line: number, first: string, second: string, label: Label],
  );
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

/** Splits of these pairs; those not given are empty. */
export const splits = (train: Pair[], validation: Pair[] = [], test: Pair[] = []): Splits =>
  splitsOf({ train, validation, test });

export const table = (pairs: readonly Pair[]): PairTable =>
  splitsOf({ train: pairs, validation: [], test: [] }).train;

export const pair = (first: string, second: string, label: Label, line = 1, file = 'train.tsv'): Pair => ({
  first,
  second,
  label,
  file,
  line,
});
