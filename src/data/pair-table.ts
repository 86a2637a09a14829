import type { Label, Pair, PairTable } from './pair.ts';
import type { TextStore } from './text-store.ts';
import { takeValues, type ValueColumns } from './value-column.ts';

/** The columns of a `PairTable`, one element a pair. */
export interface PairColumns {
  readonly width: number;
  readonly texts: TextStore;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly labels: Uint8Array;
  readonly scores?: Float32Array | undefined;
  readonly slices?: ValueColumns | undefined;
  /** Index into `files`. */
  readonly file: Int32Array;
  readonly line: Int32Array;
  /** Names of files, for all splits. */
  readonly files: readonly string[];
}

/** A table over these columns, which it keeps and does not copy. */
export function pairTable(columns: PairColumns): PairTable {
  return new Columnar(columns);
}

class Columnar implements PairTable {
  readonly length: number;
  readonly width: number;
  readonly examples: number;
  readonly texts: TextStore;
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly labels: Uint8Array;
  declare readonly scores?: Float32Array;
  declare readonly slices?: ValueColumns;
  readonly #columns: PairColumns;

  constructor(columns: PairColumns) {
    this.#columns = columns;
    this.length = columns.labels.length;
    this.width = columns.width;
    this.examples = this.length / this.width;
    this.texts = columns.texts;
    this.first = columns.first;
    this.second = columns.second;
    this.labels = columns.labels;
    if (columns.scores) this.scores = columns.scores;
    if (columns.slices) this.slices = columns.slices;
  }

  label(pair: number): Label {
    return this.labels[pair] === 1 ? 1 : 0;
  }

  pair(pair: number): Pair {
    return {
      first: this.texts.text(this.first[pair]!),
      second: this.texts.text(this.second[pair]!),
      label: this.label(pair),
      ...this.place(pair),
    };
  }

  place(pair: number): Pick<Pair, 'file' | 'line'> {
    const { file, line, files } = this.#columns;
    return { file: files[file[pair]!]!, line: line[pair]! };
  }

  *[Symbol.iterator](): Generator<Pair> {
    for (let pair = 0; pair < this.length; pair++) yield this.pair(pair);
  }

  take(examples: Int32Array): PairTable {
    const { width } = this;
    const rows = new Int32Array(examples.length * width);
    for (const [i, example] of examples.entries()) {
      for (let k = 0; k < width; k++) rows[i * width + k] = example * width + k;
    }
    const columns = this.#columns;
    return new Columnar({
      ...columns,
      first: rows.map(row => columns.first[row]!),
      second: rows.map(row => columns.second[row]!),
      labels: Uint8Array.from(rows, row => columns.labels[row]!),
      scores: columns.scores && Float32Array.from(rows, row => columns.scores![row]!),
      slices: columns.slices && takeValues(columns.slices, rows),
      file: rows.map(row => columns.file[row]!),
      line: rows.map(row => columns.line[row]!),
    });
  }
}
