import type { PairTable, SplitName, Splits } from '../data/pair.ts';
import { uniqueTexts } from '../data/texts.ts';

/** The pairs of one split as indices of unique texts, with labels: the form that scoring takes. */
export interface IndexedPairs {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly labels: Uint8Array;
}

/** The examples of train as indices of unique texts: the form that training takes. */
export interface IndexedExamples {
  /** One column each: first texts or anchors, second texts or positives, then hard negatives. Shape [examples] each. */
  readonly texts: readonly Int32Array[];
  /** Labels, or scores from 0 to 1; all 1 for positive pairs and triplets. Shape [examples]. */
  readonly labels: Float32Array;
}

/** Every unique text of all splits, numbered once, so that no text is tokenised or encoded twice. */
export class TextIndex {
  /** Where each text is in the store. */
  readonly #texts: Int32Array;
  readonly #splits: Splits;
  readonly #pairs: Readonly<Record<SplitName, IndexedPairs>>;

  constructor(splits: Splits, within?: TextIndex) {
    const unique = uniqueTexts(
      [splits.train, splits.validation, splits.test],
      within === undefined ? undefined : within.#texts,
    );
    this.#texts = unique.texts;
    this.#splits = splits;
    const indexed = (split: number, { labels }: PairTable) => ({ ...unique.pairs[split]!, labels });
    this.#pairs = {
      train: indexed(0, splits.train),
      validation: indexed(1, splits.validation),
      test: indexed(2, splits.test),
    };
  }

  /** The index of fewer examples to train on, with the same numbers for the same texts. */
  withTrain(train: PairTable): TextIndex {
    return new TextIndex({ ...this.#splits, train }, this);
  }

  get size(): number {
    return this.#texts.length;
  }

  text(index: number): string {
    return this.#splits.train.texts.text(this.#texts[index] as number);
  }

  /** All texts, read anew each time. */
  get texts(): readonly string[] {
    return Array.from(this.#texts.keys(), index => this.text(index));
  }

  pairs(split: SplitName): IndexedPairs {
    return this.#pairs[split];
  }

  get examples(): IndexedExamples {
    const { examples, width, scores } = this.#splits.train;
    const { first, second, labels } = this.#pairs.train;
    const column = (of: Int32Array, offset: number) =>
      new Int32Array(examples).map((_, example) => of[example * width + offset] as number);
    const seconds = Array.from({ length: width }, (_, offset) => column(second, offset));
    const values = scores ?? Float32Array.from(labels);
    return {
      texts: [column(first, 0), ...seconds],
      labels: new Float32Array(examples).map((_, example) => values[example * width] as number),
    };
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
