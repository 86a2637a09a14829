import type { PairRow } from '../measures.ts';
import { plain } from '../text.ts';

/** Pairs that a page lists; of more, the most informative. */
export const LISTED = 20_000;

/** Code points of texts that a page carries, about; longer texts are cut where there are many. */
const ROOM = 8_000_000;

/** A column of few distinct values: the values, and each row's as an index into them; -1 where it has none. */
export interface Dictionary {
  readonly values: readonly string[];
  readonly of: readonly number[];
}

/** The pairs in columns, as the page carries them. Texts are harmless to show, not escaped for HTML. */
export interface PairColumns {
  readonly n: number;
  /** Pairs beyond `LISTED`. */
  readonly leftOut: number;
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** A character for each pair: `1` same, `0` different. */
  readonly label: string;
  /** `1` right, `0` wrong. */
  readonly correct: string;
  /** Six decimals, in millionths; null where it is no number. */
  readonly score: readonly (number | null)[];
  readonly margin: readonly (number | null)[];
  readonly file: Dictionary;
  readonly line: readonly number[];
  /** `1` judged, `0` added; empty when all are judged. */
  readonly judged: string;
  readonly slices: readonly (Dictionary & { readonly column: string })[];
  /** The bar's decisions, where it decided any: `1` right, `0` wrong, `-` unknown. */
  readonly bar?: { readonly name: string; readonly correct: string };
}

/** @param bar name of the baseline that flips are counted against */
export function packPairs(pairs: readonly PairRow[], bar?: string): PairColumns {
  const rows = informative(pairs, bar);
  const max = Math.max(160, Math.min(2000, Math.floor(ROOM / (2 * Math.max(rows.length, 1)))));
  const bits = (of: (row: PairRow) => boolean) => rows.map(row => (of(row) ? '1' : '0')).join('');
  const names = [...new Set(rows.flatMap(row => Object.keys(row.slices ?? {})))].sort();
  const decided = bar === undefined ? [] : rows.map(row => ownOr(row.baselines, bar));
  return {
    n: rows.length,
    leftOut: pairs.length - rows.length,
    first: rows.map(row => plain(row.first, max)),
    second: rows.map(row => plain(row.second, max)),
    label: bits(row => row.label === 1),
    correct: bits(row => row.correct),
    score: rows.map(row => millionths(row.score)),
    margin: rows.map(row => millionths(row.margin)),
    file: dictionary(rows.map(row => row.file)),
    line: rows.map(row => row.line),
    judged: rows.every(row => row.judged) ? '' : bits(row => row.judged),
    slices: names.map(column => ({
      column: plain(column, 80),
      ...dictionary(rows.map(row => ownOr(row.slices, column))),
    })),
    ...(bar !== undefined &&
      decided.some(one => one !== undefined) && {
        bar: {
          name: plain(bar, 80),
          correct: decided.map(one => (one === undefined ? '-' : one ? '1' : '0')).join(''),
        },
      }),
  };
}

const ownOr = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

const millionths = (value: number): number | null =>
  Number.isFinite(value) ? Math.round(value * 1e6) : null;

function dictionary(values: readonly (string | undefined)[]): Dictionary {
  const distinct = [...new Set(values.filter(value => value !== undefined))].sort();
  const numbers = new Map(distinct.map((value, i) => [value, i]));
  return {
    values: distinct.map(value => plain(value, 200)),
    of: values.map(value => (value === undefined ? -1 : (numbers.get(value) ?? -1))),
  };
}

/** All pairs where there is room, else those wrong or flipped and then those nearest the threshold, in their order. */
function informative(pairs: readonly PairRow[], bar: string | undefined): readonly PairRow[] {
  if (pairs.length <= LISTED) return pairs;
  const first = (row: PairRow) =>
    !row.correct || (bar !== undefined && ownOr(row.baselines, bar) === false) ? 0 : 1;
  return [...pairs.keys()]
    .sort((a, b) => first(pairs[a]!) - first(pairs[b]!) || pairs[a]!.margin - pairs[b]!.margin || a - b)
    .slice(0, LISTED)
    .sort((a, b) => a - b)
    .map(i => pairs[i]!);
}
