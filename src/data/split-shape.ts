import { FinetuneGateError } from '../errors.ts';
import type { ExampleFormat, SplitName } from './pair.ts';
import type { Example } from './table-builder.ts';

/** What the rows of a split are. In train all are alike, so that they make columns; what judges is taken as pairs. */
export class SplitShape {
  readonly formats = new Set<ExampleFormat>();
  readonly #split: SplitName;
  #first: Example | undefined;
  #file: string | undefined;

  constructor(split: SplitName) {
    this.#split = split;
  }

  /** @throws FinetuneGateError DATA_FORMATS_MIXED */
  check(example: Example): void {
    if (example.file === this.#file) return;
    this.#file = example.file;
    this.formats.add(example.format);
    this.#first ??= example;
    if (this.#split !== 'train' || alike(this.#first, example)) return;
    throw new FinetuneGateError(
      'DATA_FORMATS_MIXED',
      `${example.file} has ${describe(example)}, but ${this.#first.file} has ${describe(this.#first)}.`,
      { place: { file: example.file, line: example.line } },
    );
  }

  /** Pairs of an example. */
  get width(): number {
    return this.#split === 'train' && this.#first ? this.#first.texts.length - 1 : 1;
  }

  /** What the split is as a whole: scores that are all 0 or 1 are labels, unless scores were asked for. */
  format(scored: boolean, asked: ExampleFormat | 'auto'): ExampleFormat {
    if (!isLabelled(this.#first?.format)) return this.#first!.format;
    return scored || asked === 'scored-pair' ? 'scored-pair' : 'pair';
  }
}

const isLabelled = (format: ExampleFormat | undefined): boolean =>
  format === undefined || format === 'pair' || format === 'scored-pair';

const alike = (a: Example, b: Example): boolean =>
  (a.format === b.format || (isLabelled(a.format) && isLabelled(b.format))) &&
  a.texts.length === b.texts.length;

function describe({ format, texts }: Example): string {
  switch (format) {
    case 'pair':
      return 'pairs with labels';
    case 'scored-pair':
      return 'pairs with scores';
    case 'positive-pair':
      return 'pairs without labels';
    case 'triplet':
      return texts.length === 3
        ? 'triplets with one negative'
        : `triplets with ${texts.length - 2} negatives`;
  }
}
