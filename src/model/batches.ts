/** Token rows of one length padded for one call: positions into the caller's list, and the padded shape. */
export interface BatchPlan {
  readonly items: readonly number[];
  /** Rows of the batch; more than `items` in the last one. */
  readonly rows: number;
}

/** Padded lengths are multiples of this, so that few shapes occur. */
export const LENGTH_BUCKET = 8;

/** Tokens a batch may hold, padding included; long texts come in fewer rows, as attention grows with length squared. */
const BATCH_TOKENS = 8192;

export function bucketLength(tokens: number): number {
  return Math.max(1, Math.ceil(tokens / LENGTH_BUCKET)) * LENGTH_BUCKET;
}

/**
 * Batches of texts of like length, longest first: what needs the most memory fails early, and the padding of the last
 * batch is the cheapest there is. Equal lengths keep their order.
 *
 * @param lengths tokens of each text.
 * @param batchSize most rows of a batch.
 */
export function planBatches(lengths: ArrayLike<number>, batchSize: number): BatchPlan[] {
  const order = Array.from(lengths, (_, item) => item).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const plans: BatchPlan[] = [];
  for (let at = 0; at < order.length; ) {
    const rows = rowsFor(bucketLength(lengths[order[at]!]!), batchSize);
    plans.push({ items: order.slice(at, at + rows), rows });
    at += rows;
  }
  return plans;
}

/** The batch size, halved until the batch's tokens fit. */
function rowsFor(length: number, batchSize: number): number {
  let rows = batchSize;
  while (rows > 1 && rows * length > BATCH_TOKENS) rows = Math.ceil(rows / 2);
  return rows;
}
