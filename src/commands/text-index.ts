import type { SplitName, Splits } from '../data/pair.ts';
import { uniqueTexts } from '../data/texts.ts';

/** The pairs of one split as indices of unique texts, with labels: the form that training and scoring take. */
export interface IndexedPairs {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly labels: Uint8Array;
}

/** Every unique text of all splits, numbered once, so that no text is tokenised or encoded twice. */
export class TextIndex {
  readonly #texts: readonly string[];
  readonly #pairs: Readonly<Record<SplitName, IndexedPairs>>;

  private constructor(texts: readonly string[], pairs: Readonly<Record<SplitName, IndexedPairs>>) {
    this.#texts = texts;
    this.#pairs = pairs;
  }

  static of(splits: Splits): TextIndex {
    const names = ['train', 'validation', 'test'] as const;
    const unique = uniqueTexts(names.flatMap(name => splits[name]));
    let start = 0;
    const slice = (name: SplitName): IndexedPairs => {
      const end = start + splits[name].length;
      const pairs = {
        first: unique.first.subarray(start, end),
        second: unique.second.subarray(start, end),
        labels: Uint8Array.from(splits[name], pair => pair.label),
      };
      start = end;
      return pairs;
    };
    const pairs = { train: slice('train'), validation: slice('validation'), test: slice('test') };
    return new TextIndex(unique.texts, pairs);
  }

  /** The same texts with fewer pairs to train on: those at `rows` of train. */
  withTrain(rows: Int32Array): TextIndex {
    const { first, second, labels } = this.#pairs.train;
    const train = {
      first: rows.map(row => first[row]!),
      second: rows.map(row => second[row]!),
      labels: Uint8Array.from(rows, row => labels[row]!),
    };
    return new TextIndex(this.#texts, { ...this.#pairs, train });
  }

  get size(): number {
    return this.#texts.length;
  }

  text(index: number): string {
    return this.#texts[index] as string;
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  pairs(split: SplitName): IndexedPairs {
    return this.#pairs[split];
  }

  /** Numbers of the texts in the given splits, ascending, each once. */
  textsOf(splits: readonly SplitName[]): number[] {
    const seen = new Uint8Array(this.size);
    for (const split of splits) {
      for (const side of [this.#pairs[split].first, this.#pairs[split].second])
        for (const text of side) seen[text] = 1;
    }
    return Array.from(seen.keys()).filter(text => seen[text]);
  }
}
