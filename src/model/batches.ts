import { fillRows, type Packing, widthFor } from './packing.ts';

/** Texts to encode in one call; the rows of the packing hold positions in `items`. */
export interface BatchPlan extends Packing {
  /** The texts, as positions in the caller's list. */
  readonly items: readonly number[];
  /** Rows of the batch; more than `rows` holds in the last one of a width. */
  readonly rowCount: number;
  /** Most texts of any batch, so that all have one shape. */
  readonly textCount: number;
}

/** Tokens to each text that a batch has room for: with shorter ones, it ends before its rows do. */
const LEAST_TOKENS = 4;

/** Batches' worth of tokens up to which one width is enough: compiling a graph for each takes longer than its padding. */
const FEW_BATCHES = 8;

/**
 * Batches of rows of one width, widest first: what needs the most memory fails early. All full batches of a width have one
 * shape, and what is left over has half of it, a quarter, and so on. Few texts share the width of the longest of them.
 *
 * @param lengths tokens of each text.
 * @param batchTokens tokens of a batch, padding included, unless a single row is wider.
 */
export function planBatches(lengths: ArrayLike<number>, batchTokens: number): BatchPlan[] {
  const plans: BatchPlan[] = [];
  const textCount = Math.max(1, Math.ceil(batchTokens / LEAST_TOKENS));
  let open: { rows: number[][]; width: number; texts: number } | undefined;
  const close = () => {
    if (!open) return;
    const { rows: taken, width } = open;
    let text = 0;
    const rows = taken.map(row => row.map(() => text++));
    plans.push({ rows, width, items: taken.flat(), rowCount: shrunk(rowsOf(width), rows.length), textCount });
    open = undefined;
  };
  const rowsOf = (width: number) => Math.max(1, Math.floor(batchTokens / width));
  const all = Array.from(lengths);
  const few = all.reduce((sum, length) => sum + length, 0) <= FEW_BATCHES * batchTokens;
  const widest = widthFor(all.reduce((most, length) => Math.max(most, length), 0));
  for (const { texts, width } of fillRows(lengths, few ? () => widest : widthFor)) {
    // Texts without tokens take no room, so that one row could hold any number of them.
    for (let from = 0; from < texts.length; from += textCount) {
      const row = texts.slice(from, from + textCount);
      const full = open && (open.rows.length === rowsOf(open.width) || open.texts + row.length > textCount);
      if (full || open?.width !== width) close();
      open ??= { rows: [], width, texts: 0 };
      open.rows.push(row);
      open.texts += row.length;
    }
  }
  close();
  return plans;
}

/** `rows`, halved as long as `needed` fit. */
function shrunk(rows: number, needed: number): number {
  let count = rows;
  while (count > 1 && Math.ceil(count / 2) >= needed) count = Math.ceil(count / 2);
  return count;
}
