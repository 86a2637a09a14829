import { type Growing, growingFloat32, growingInt32 } from './growing.ts';
import type { ExampleFormat, Pair, PairTable, SplitName, Splits } from './pair.ts';
import { pairTable } from './pair-table.ts';
import { TextStore } from './text-store.ts';
import { ValueColumnBuilder, type ValueColumns } from './value-column.ts';

/** One row of a file, checked. */
export interface Example {
  readonly format: ExampleFormat;
  /** Two texts; of a triplet the anchor, the positive and the negatives. */
  readonly texts: readonly string[];
  /** Label or score; 1 where the row has none. */
  readonly value: number;
  /** Of the columns that were asked for, in their order; undefined where a cell is empty. */
  readonly slices?: readonly (string | undefined)[];
  /** As messages name it. */
  readonly file: string;
  readonly line: number;
}

/** From which score on a pair is positive, in train, where nothing else is said: there it decides no verdict. */
const MIDDLE = 0.5;

/** Builds the table of a split as its files are read. */
export class TableBuilder {
  readonly #texts: TextStore;
  readonly #files: string[];
  readonly #first = growingInt32();
  readonly #second = growingInt32();
  readonly #value = growingFloat32();
  readonly #file = growingInt32();
  readonly #line = growingInt32();
  readonly #slices: readonly (readonly [name: string, column: ValueColumnBuilder])[];
  /** The first pair whose value is no label, -1 while there is none. */
  #firstScore = -1;

  /**
   * @param files names of the files so far, of all splits; it is added to.
   * @param slices names of the columns whose values are kept
   */
  constructor(texts: TextStore, files: string[], slices: readonly string[] = []) {
    this.#texts = texts;
    this.#files = files;
    this.#slices = slices.map(name => [name, new ValueColumnBuilder()]);
  }

  get length(): number {
    return this.#first.length;
  }

  add({ texts, value, slices, file, line }: Example): void {
    if (this.#files.at(-1) !== file) this.#files.push(file);
    const anchor = this.#texts.add(texts[0]!);
    for (let i = 1; i < texts.length; i++) {
      const own = i === 1 ? value : 0;
      if (this.#firstScore < 0 && own !== 0 && own !== 1) this.#firstScore = this.length;
      this.#first.push(anchor);
      this.#second.push(this.#texts.add(texts[i]!));
      this.#value.push(own);
      this.#file.push(this.#files.length - 1);
      this.#line.push(line);
      for (const [column, [, builder]] of this.#slices.entries()) builder.add(slices?.[column]);
    }
  }

  /** Whether some value is neither 0 nor 1. */
  get scored(): boolean {
    return this.#firstScore >= 0;
  }

  /** The first pair with a value that is neither 0 nor 1. */
  get firstScore(): { readonly file: string; readonly line: number; readonly score: number } | undefined {
    const at = this.#firstScore;
    if (at < 0) return undefined;
    return { file: this.#files[this.#file.at(at)]!, line: this.#line.at(at), score: this.#value.at(at) };
  }

  /** @param positiveFrom score from which a pair is positive; the middle when omitted. */
  build(width: number, keepScores: boolean, positiveFrom = MIDDLE): PairTable {
    const values = this.#value.toArray();
    // Compared in the same precision, so that a score of 0.7 is not below 0.7.
    const from = Math.fround(positiveFrom);
    const columns = [this.#first, this.#second, this.#file, this.#line] as const;
    const [first, second, file, line] = columns.map((column: Growing<Int32Array>) => column.toArray());
    return pairTable({
      width,
      texts: this.#texts,
      first: first!,
      second: second!,
      labels: Uint8Array.from(values, value => (value >= from ? 1 : 0)),
      scores: keepScores ? values : undefined,
      slices: this.#slices.length > 0 ? this.#built() : undefined,
      file: file!,
      line: line!,
      files: this.#files,
    });
  }

  #built(): ValueColumns {
    return Object.fromEntries(this.#slices.map(([name, column]) => [name, column.build()]));
  }
}

/** Tables of labelled pairs that are in memory already, over one store. */
export function splitsOf(pairs: Readonly<Record<SplitName, Iterable<Pair>>>): Splits {
  const texts = new TextStore();
  const files: string[] = [];
  const table = (split: Iterable<Pair>): PairTable => {
    const builder = new TableBuilder(texts, files);
    for (const { first, second, label, file, line } of split) {
      builder.add({ format: 'pair', texts: [first, second], value: label, file, line });
    }
    return builder.build(1, false);
  };
  return { train: table(pairs.train), validation: table(pairs.validation), test: table(pairs.test) };
}
