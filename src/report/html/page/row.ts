import type { PairColumns } from '../pair-columns.ts';
import { flipOf } from '../query.ts';
import { make } from './dom.ts';

const ANSWERS = ['different', 'same'] as const;

/** A row of the explorer. Texts come from outside: they are only ever text. */
export function pairRow(
  columns: PairColumns,
  pair: number,
  words: readonly string[],
  threshold: number | null,
): HTMLTableRowElement {
  const right = columns.correct[pair] === '1';
  const label = columns.label[pair] === '1' ? 1 : 0;
  const flip = flipOf(columns, pair);
  const first = columns.first[pair] ?? '';
  const second = columns.second[pair] ?? '';
  const outcome = make('span', `badge ${right ? 'good' : 'bad'}`, right ? '✓ right' : '✕ wrong');
  const state = [outcome, ...(flip === '' ? [] : [make('span', 'sub', flip)])];
  if (columns.judged[pair] === '0') state.push(make('span', 'sub', 'added, not judged'));
  const values = columns.slices.flatMap(({ values: all, of }) => all[of[pair] ?? -1] ?? []);
  const where = `${columns.file.values[columns.file.of[pair] ?? -1] ?? ''}:${columns.line[pair]}`;
  const row = make('tr');
  row.setAttribute('role', 'row');
  row.append(
    cell('', ...state),
    cell('text', ...marked(first, second, words)),
    cell('text', ...marked(second, first, words)),
    cell('', ANSWERS[label]),
    cell('', ...score(columns.score[pair] ?? null, columns.margin[pair] ?? null, threshold)),
    cell(
      'text',
      make('code', '', where),
      ...(values.length > 0 ? [make('span', 'sub', values.join(', '))] : []),
    ),
  );
  return row;
}

function cell(className: string, ...contents: readonly (Node | string)[]): HTMLTableCellElement {
  const element = make('td', className, ...contents);
  element.setAttribute('role', 'cell');
  return element;
}

/** The similarity, where it stands on a line from 0 to 1, and how far from the threshold. */
function score(value: number | null, margin: number | null, threshold: number | null): (Node | string)[] {
  if (value === null) return ['–'];
  const meter = make('span', 'meter', make('s'), make('i'));
  meter.setAttribute('aria-hidden', 'true');
  const at = (x: number) => `${Math.min(100, Math.max(0, x * 100)).toFixed(1)}%`;
  meter.style.setProperty('--at', at(value / 1e6));
  meter.style.setProperty('--cut', at(threshold ?? 0));
  const away = margin === null ? '' : `margin ${(margin / 1e6).toFixed(4)}`;
  return [(value / 1e6).toFixed(4), ...(threshold === null ? [] : [meter]), make('span', 'sub', away)];
}

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

/** The text with what was searched for marked, and the words that the other text does not have underlined. */
function marked(text: string, other: string, words: readonly string[]): (Node | string)[] {
  const parts = split(text, hits(text, words));
  const shared = new Set(other.toLowerCase().match(WORD) ?? []);
  const compared = alike(text, shared);
  return parts.flatMap(({ part, hit }) =>
    hit
      ? [make('mark', '', part)]
      : split(part, compared ? differing(part, shared) : []).map(one =>
          one.hit ? make('span', 'only', one.part) : one.part,
        ),
  );
}

type Span = readonly [from: number, to: number];

function hits(text: string, words: readonly string[]): Span[] {
  const lower = text.toLowerCase();
  // A letter whose lower case is longer would shift every place after it.
  if (lower.length !== text.length) return [];
  return words.flatMap(word => {
    const found: Span[] = [];
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
      found.push([at, at + word.length]);
    }
    return found;
  });
}

const differing = (text: string, shared: ReadonlySet<string>): Span[] =>
  [...text.matchAll(WORD)].flatMap(({ 0: word, index }) =>
    shared.has(word.toLowerCase()) ? [] : [[index, index + word.length] as const],
  );

/** Whether the texts have enough in common for the difference to tell something. */
function alike(text: string, shared: ReadonlySet<string>): boolean {
  const words = text.toLowerCase().match(WORD) ?? [];
  return words.filter(word => shared.has(word)).length * 2 > words.length;
}

function split(text: string, spans: readonly Span[]): { readonly part: string; readonly hit: boolean }[] {
  const parts: { part: string; hit: boolean }[] = [];
  let at = 0;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (to <= at) continue;
    if (from > at) parts.push({ part: text.slice(at, from), hit: false });
    parts.push({ part: text.slice(Math.max(from, at), to), hit: true });
    at = to;
  }
  if (at < text.length) parts.push({ part: text.slice(at), hit: false });
  return parts;
}
