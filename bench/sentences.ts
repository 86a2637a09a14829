import { join } from 'node:path';
import { Faults } from '../src/data/faults.ts';
import { readExamples } from '../src/data/read.ts';
import type { Example } from '../src/data/table-builder.ts';
import { Tokenizer } from '../src/model/tokenizer.ts';

/** The token ids of a pair's two sentences. */
export type TokenPair = readonly [first: readonly number[], second: readonly number[]];

const SHOWN = 'test.tsv';
/** `max_seq_length` of all-MiniLM-L6-v2. */
const MAX_LENGTH = 256;

/** `count` pairs of Quora Question Pairs, evenly spread over the test file, tokenized as MiniLM does. */
export async function readTokenPairs(shared: string, count: number): Promise<TokenPair[]> {
  const tokenizer = await Tokenizer.load(join(shared, 'models/all-MiniLM-L6-v2'));
  const faults = new Faults();
  const file = join(shared, 'data/qqp', SHOWN);
  const pairs: Example[] = [];
  const log = { faults, invalidUtf8() {} };
  await readExamples(file, SHOWN, { names: {} }, log, example => pairs.push(example));
  faults.throwIfAny('test');
  const ids = (text: string) => Array.from(tokenizer.encode(text, MAX_LENGTH));
  return spread(pairs, count).map(({ texts }) => [ids(texts[0]!), ids(texts[1]!)]);
}

/** `count` of the items, evenly spaced, so that their distribution is that of all. */
export function spread<T>(items: readonly T[], count: number): T[] {
  if (count > items.length) throw new RangeError(`${count} pairs asked for, there are ${items.length}`);
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}

/** The sentences in the order in which the peer takes them: of each batch all first ones, then all second ones. */
export function inBatches(pairs: readonly TokenPair[], batchSize: number): (readonly number[])[] {
  const sentences: (readonly number[])[] = [];
  for (let at = 0; at < pairs.length; at += batchSize) {
    const batch = pairs.slice(at, at + batchSize);
    sentences.push(...batch.map(([first]) => first), ...batch.map(([, second]) => second));
  }
  return sentences;
}
