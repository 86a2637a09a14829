import type { PairColumns } from './pair-columns.ts';

export const SORTS = ['worst', 'surest', 'nearest', 'highest', 'lowest', 'file'] as const;
export type Sort = (typeof SORTS)[number];

/** What the explorer is asked for; an empty string lets everything through. */
export interface PairQuery {
  /** Words that all must stand in either text; in quotes, a phrase. Case does not matter. */
  readonly search: string;
  readonly outcome: '' | 'right' | 'wrong';
  readonly label: '' | '1' | '0';
  readonly flip: '' | 'fixed' | 'broken';
  /** Names a column of the slices, and a value of it; without one, the pairs that have none there. */
  readonly column: string;
  readonly value: string;
  readonly judged: '' | 'judged' | 'added';
  readonly sort: Sort;
}

export const EVERYTHING: PairQuery = {
  search: '',
  outcome: '',
  label: '',
  flip: '',
  column: '',
  value: '',
  judged: '',
  sort: 'worst',
};

/** The pairs with both texts in lower case, made once. */
export interface Searchable {
  readonly columns: PairColumns;
  readonly texts: readonly string[];
}

/** No text holds this, so that no phrase is found across both. */
const BETWEEN = '\u0000';

export function searchable(columns: PairColumns): Searchable {
  return {
    columns,
    texts: columns.first.map((first, i) => `${first}${BETWEEN}${columns.second[i]}`.toLowerCase()),
  };
}

/** `how "credit card"` → `how`, `credit card`. */
export function terms(search: string): string[] {
  return [...search.toLowerCase().matchAll(/"([^"]*)"?|[^\s"]+/g)]
    .map(([whole, phrase]) => (phrase ?? whole).trim())
    .filter(term => term !== '');
}

/** Whether the bar and the fine-tuned model decide a pair differently, and who is right. */
export function flipOf({ bar, correct }: PairColumns, pair: number): '' | 'fixed' | 'broken' {
  const before = bar?.correct[pair];
  if (before === undefined || before === '-' || before === correct[pair]) return '';
  return before === '0' ? 'fixed' : 'broken';
}

/** Numbers of the pairs that answer the query, sorted. */
export function select({ columns, texts }: Searchable, query: PairQuery): number[] {
  const words = terms(query.search);
  const slice = columns.slices.find(({ column }) => column === query.column);
  const value = query.value === '' ? -1 : slice?.values.indexOf(query.value);
  const found: number[] = [];
  for (let i = 0; i < columns.n; i++) {
    if (query.outcome !== '' && (columns.correct[i] === '1') !== (query.outcome === 'right')) continue;
    if (query.label !== '' && columns.label[i] !== query.label) continue;
    if (query.judged !== '' && (columns.judged[i] ?? '1') !== (query.judged === 'judged' ? '1' : '0'))
      continue;
    if (query.flip !== '' && flipOf(columns, i) !== query.flip) continue;
    if (slice && slice.of[i] !== value) continue;
    if (!words.every(word => texts[i]?.includes(word))) continue;
    found.push(i);
  }
  return sorted(found, columns, query.sort);
}

/** What is no number comes last; equals stay in the order of the files. */
function sorted(pairs: number[], { score, margin, correct }: PairColumns, sort: Sort): number[] {
  const by = (of: readonly (number | null)[], sign: 1 | -1) => {
    const last = Number.POSITIVE_INFINITY;
    const rank = (i: number) => {
      const value = of[i];
      return typeof value === 'number' ? sign * value : last;
    };
    return pairs.sort((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      return x < y ? -1 : x > y ? 1 : a - b;
    });
  };
  switch (sort) {
    case 'worst':
      return by(
        margin.map((value, i) => (value === null || correct[i] === '1' ? value : -value)),
        1,
      );
    case 'surest':
      return by(margin, -1);
    case 'nearest':
      return by(margin, 1);
    case 'highest':
      return by(score, -1);
    case 'lowest':
      return by(score, 1);
    case 'file':
      return pairs;
  }
}
