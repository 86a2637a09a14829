import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const FORMATS = ['tsv', 'csv', 'jsonl'] as const;
export type PairFormat = (typeof FORMATS)[number];
export const PAIR_FORMATS: readonly PairFormat[] = FORMATS;

const WORDS = 12;
const VOCABULARY = 20_000;
/** One pair in so many takes its first text from the pair before it, so that some pairs are linked. */
const LINKED = 10;
const BLOCK_ROWS = 10_000;

type Row = readonly [first: string, second: string, label: 0 | 1];

/**
 * Writes `count` labelled pairs of two texts of 12 words each, the same for the same seed. Half are positive: their second
 * text has the words of the first in another order, two of them replaced.
 */
export async function writePairFile(
  file: string,
  format: PairFormat,
  count: number,
  seed: number,
): Promise<void> {
  const stream = createWriteStream(file);
  stream.write(format === 'jsonl' ? '' : lineOf(['question1', 'question2', 'is_duplicate'], format));
  let rows: string[] = [];
  for (const row of randomPairs(count, seed)) {
    rows.push(lineOf(row, format));
    if (rows.length < BLOCK_ROWS) continue;
    if (!stream.write(rows.join(''))) await once(stream, 'drain');
    rows = [];
  }
  stream.end(rows.join(''));
  await once(stream, 'close');
}

function lineOf([first, second, label]: readonly (string | number)[], format: PairFormat): string {
  switch (format) {
    case 'tsv':
      return `${first}\t${second}\t${label}\n`;
    case 'csv':
      return `"${first}",${second},${label}\n`;
    case 'jsonl':
      return `${JSON.stringify({ question1: first, question2: second, is_duplicate: label })}\n`;
  }
}

export function* randomPairs(count: number, seed: number): Generator<Row> {
  const below = random(seed);
  const vocabulary = Array.from({ length: VOCABULARY }, () => word(below));
  const draw = () => vocabulary[below(VOCABULARY)]!;
  const sentence = () => Array.from({ length: WORDS }, draw);
  const write = (words: readonly string[]) => `${words.join(' ')}?`;
  let first = sentence();
  for (let i = 0; i < count; i++) {
    if (i % LINKED !== 0) first = sentence();
    const label = below(2) === 0 ? 0 : 1;
    const start = below(WORDS);
    const second = label === 1 ? [...first.slice(start), ...first.slice(0, start)] : sentence();
    second[0] = draw();
    second[WORDS - 1] = draw();
    yield [write(first), write(second), label];
  }
}

const SYLLABLES = 'ba de fi go hu ka le mi no pu ra se ti vo wu za'.split(' ');

function word(below: (n: number) => number): string {
  return Array.from({ length: 2 + below(3) }, () => SYLLABLES[below(SYLLABLES.length)]).join('');
}

/** Numbers from 0 to n - 1 by Marsaglia's xorshift with 32 bits (2003): fast, and random enough for words. */
function random(seed: number): (n: number) => number {
  let state = seed | 1;
  return n => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}
