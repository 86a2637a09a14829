import { basename } from 'node:path';
import { Faults } from '../data/faults.ts';
import { KeyNumbers } from '../data/key-numbers.ts';
import { matchText } from '../data/match-key.ts';
import { normaliseText } from '../data/normalise.ts';
import type { PairTable, Splits } from '../data/pair.ts';
import { readExamples, readerFor } from '../data/read.ts';
import { TableBuilder } from '../data/table-builder.ts';
import { numberTexts } from '../data/text-numbers.ts';
import { FinetuneGateError } from '../errors.ts';
import type { SuggestReport, SuggestRequest } from './suggest-report.ts';

/** Pairs of the input that nobody has labelled. */
export interface Unlabelled extends Pick<SuggestReport, 'pairs' | 'known' | 'repeated' | 'trivial'> {
  readonly table: PairTable;
  /** Those of them that may be suggested, ascending. */
  readonly rows: Int32Array;
}

/**
 * Reads the input, and leaves out what tells nothing new: pairs of any split of the data and repeated ones, each by
 * `matchKey` and in either order, and pairs of a text with itself. Test pairs must not come into train, and a labelled one
 * needs no label.
 *
 * @throws FinetuneGateError the DATA_* errors
 */
export async function readUnlabelled(
  { input, data }: Pick<SuggestRequest, 'input' | 'data'>,
  labelled: Splits,
  signal: AbortSignal,
): Promise<Unlabelled> {
  const shown = basename(input);
  readerFor(shown);
  const { texts } = labelled.train;
  const builder = new TableBuilder(texts, []);
  const faults = new Faults();
  const log = { faults, invalidUtf8: () => {}, signal };
  // Two texts are asked for and nothing else: a column of labels may be there, and empty.
  const wanted = { names: data.columns ?? {}, format: 'positive-pair' } as const;
  await readExamples(input, shown, wanted, log, example => builder.add(example));
  faults.throwIfAny('input');
  if (builder.length === 0) {
    throw new FinetuneGateError('DATA_SPLIT_EMPTY', 'The input has no pairs.', {
      place: { file: shown },
      remedy: 'Mend --input.',
    });
  }
  const table = builder.build(1, false);

  const numbers = numberTexts(texts, text => matchText(normaliseText(text)));
  const keys = new KeyNumbers(2);
  const keyOf = ({ first, second }: PairTable, row: number) => {
    const [a, b] = [numbers[first[row]!]!, numbers[second[row]!]!];
    return a <= b ? keys.of(a, b) : keys.of(b, a);
  };
  const seen = new Map<number, 'known' | 'repeated'>();
  for (const split of Object.values(labelled))
    for (let row = 0; row < split.length; row++) seen.set(keyOf(split, row), 'known');
  const left = { known: 0, repeated: 0, trivial: 0 };
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) {
    const key = keyOf(table, row);
    const why = seen.get(key);
    if (numbers[table.first[row]!] === numbers[table.second[row]!]) left.trivial++;
    else if (why !== undefined) left[why]++;
    else {
      seen.set(key, 'repeated');
      rows.push(row);
    }
  }
  return { table, rows: Int32Array.from(rows), pairs: table.length, ...left };
}
