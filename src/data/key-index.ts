import { KeyNumbers } from './key-numbers.ts';
import { matchText } from './match-key.ts';
import { normaliseText } from './normalise.ts';
import type { PairTable, SplitName, Splits } from './pair.ts';
import { numberTexts } from './text-numbers.ts';

type Numbers = Readonly<Record<SplitName, Int32Array>>;

/** What matches what: pairs with equal match keys, in either order, have one number in all splits. */
export interface KeyIndex {
  /** The number of each text's match key, by the text's number. */
  readonly texts: Int32Array;
  /** The number of each pair's match key. Shape [pairs]. */
  readonly pairs: Numbers;
  /** How many different ones there are. */
  readonly pairCount: number;
  /** The number of each example: of the sequence of its pairs. Shape [examples]. */
  readonly examples: Numbers;
  readonly exampleCount: number;
}

/** The splits share one store of texts. */
export function indexKeys({ train, validation, test }: Splits): KeyIndex {
  const texts = numberTexts(train.texts, text => matchText(normaliseText(text)));
  const pairNumbers = new KeyNumbers(2);
  const numberPairs = ({ first, second }: PairTable): Int32Array =>
    first.map((text, i) => {
      const [a, b] = [texts[text]!, texts[second[i]!]!];
      return a <= b ? pairNumbers.of(a, b) : pairNumbers.of(b, a);
    });
  const pairs = { train: numberPairs(train), validation: numberPairs(validation), test: numberPairs(test) };
  if (train.width * validation.width * test.width === 1) {
    return { texts, pairs, pairCount: pairNumbers.size, examples: pairs, exampleCount: pairNumbers.size };
  }
  const exampleNumbers = new KeyNumbers(2);
  const numberExamples = ({ examples, width }: PairTable, numbers: Int32Array): Int32Array =>
    new Int32Array(examples).map((_, example) => {
      // Below 0 are no pairs, so that no sequence is mistaken for the start of another.
      let number = -1;
      for (let k = 0; k < width; k++) number = exampleNumbers.of(number, numbers[example * width + k]!);
      return number;
    });
  const examples = {
    train: numberExamples(train, pairs.train),
    validation: numberExamples(validation, pairs.validation),
    test: numberExamples(test, pairs.test),
  };
  return { texts, pairs, pairCount: pairNumbers.size, examples, exampleCount: exampleNumbers.size };
}
