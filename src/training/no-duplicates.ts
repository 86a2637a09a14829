/**
 * Batches of at most `size` examples in which no text stands in two examples, in whatever columns: in-batch negatives
 * are then no positives. The examples are taken in `order`, each into the first batch that has room and none of its
 * texts, which gives the batches of sentence-transformers' `NoDuplicatesBatchSampler`: every example once, and what
 * finds no place in full batches in smaller ones at the end. An example may repeat its own text.
 *
 * @param texts the columns, each [examples], indices of unique texts
 * @returns rows of each batch
 */
export function batchesWithoutDuplicates(
  texts: readonly Int32Array[],
  order: Int32Array,
  size: number,
): Int32Array[] {
  const batches: { readonly rows: number[]; readonly texts: Set<number> }[] = [];
  const open = nextOpen(order.length);
  const repeated = repeatedTexts(texts);
  // Every batch before a text's first is full or has the text.
  const firsts = new Int32Array(repeated.length);
  const holds = (batch: number, text: number) => batches[batch]?.texts.has(text) ?? false;

  const own: number[] = [];
  for (const row of order) {
    own.length = 0;
    for (const column of texts) if (repeated[column[row]!]) own.push(column[row]!);
    let place = open.from(0);
    for (const text of own) {
      let first = open.from(firsts[text]!);
      while (holds(first, text)) first = open.from(first + 1);
      firsts[text] = first;
      place = Math.max(place, first);
    }
    while (own.some(text => holds(place, text))) place = open.from(place + 1);
    batches[place] ??= { rows: [], texts: new Set() };
    const batch = batches[place]!;
    batch.rows.push(row);
    for (const text of own) batch.texts.add(text);
    if (batch.rows.length < size) continue;
    open.close(place);
    batch.texts.clear();
  }
  return batches.map(({ rows }) => Int32Array.from(rows));
}

/** By text: 1 where it is there more than once, and only then can it be in the way. */
function repeatedTexts(texts: readonly Int32Array[]): Uint8Array {
  const most = texts.reduce((max, column) => column.reduce((a, b) => Math.max(a, b), max), -1);
  const seen = new Uint8Array(most + 1);
  const repeated = new Uint8Array(most + 1);
  for (const column of texts)
    for (const text of column) {
      if (seen[text]) repeated[text] = 1;
      seen[text] = 1;
    }
  return repeated;
}

/** The open ones of numbers 0 to n: disjoint sets with path halving (R. Tarjan and J. van Leeuwen, 1984). */
function nextOpen(n: number) {
  const next = Int32Array.from({ length: n + 2 }, (_, i) => i);
  return {
    /** The first open number from `i` on. */
    from(i: number): number {
      let at = i;
      while (next[at] !== at) {
        next[at] = next[next[at]!]!;
        at = next[at]!;
      }
      return at;
    },
    close(i: number): void {
      next[i] = i + 1;
    },
  };
}
