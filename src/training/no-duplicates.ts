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
  const batches: { readonly rows: Int32Array; count: number; readonly texts: Set<number> }[] = [];
  const open = nextOpen(order.length);
  // Every batch before a text's first is full or has the text.
  const firsts = new Int32Array(
    texts.reduce((most, column) => column.reduce((a, b) => Math.max(a, b), most), -1) + 1,
  );
  const holds = (batch: number, text: number) => batches[batch]?.texts.has(text) ?? false;

  for (const row of order) {
    let place = 0;
    for (const column of texts) {
      const text = column[row]!;
      let first = open.from(firsts[text]!);
      while (holds(first, text)) first = open.from(first + 1);
      firsts[text] = first;
      place = Math.max(place, first);
    }
    while (texts.some(column => holds(place, column[row]!))) place = open.from(place + 1);
    batches[place] ??= { rows: new Int32Array(size), count: 0, texts: new Set() };
    const batch = batches[place]!;
    batch.rows[batch.count++] = row;
    if (batch.count < size) for (const column of texts) batch.texts.add(column[row]!);
    else {
      open.close(place);
      batch.texts.clear();
    }
  }
  return batches.map(({ rows, count }) => rows.subarray(0, count));
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
