/**
 * For each row, the columns with the highest scores so far, where scores are only known to within half of `slack`: a
 * few more than the `k` that are wanted, so that the exact scores can choose among all that may be of them.
 */
export class Candidates {
  readonly #k: number;
  readonly #room: number;
  readonly #slack: number;
  readonly #scores: Float32Array;
  readonly #columns: Int32Array;
  /** The highest score for which there was no room. */
  readonly #lost: Float32Array;

  constructor(rows: number, k: number, room: number, slack: number) {
    this.#k = k;
    this.#room = room;
    this.#slack = slack;
    this.#scores = new Float32Array(rows * room).fill(Number.NEGATIVE_INFINITY);
    this.#columns = new Int32Array(rows * room).fill(-1);
    this.#lost = new Float32Array(rows).fill(Number.NEGATIVE_INFINITY);
  }

  /** What scores below it is not among the best `k`. */
  limit(row: number): number {
    return this.#scores[row * this.#room + this.#k - 1]! - this.#slack;
  }

  insert(row: number, column: number, score: number): void {
    const [scores, columns] = [this.#scores, this.#columns];
    const first = row * this.#room;
    let at = first + this.#room - 1;
    const out = Math.min(score, scores[at]!);
    if (out > this.#lost[row]!) this.#lost[row] = out;
    if (score <= scores[at]!) return;
    for (; at > first && scores[at - 1]! < score; at--) {
      scores[at] = scores[at - 1]!;
      columns[at] = columns[at - 1]!;
    }
    scores[at] = score;
    columns[at] = column;
  }

  /** The columns that may be among the best `k`, or nothing where there was no room for all of them. */
  columns(row: number): number[] | undefined {
    const limit = this.limit(row);
    if (this.#lost[row]! > Number.NEGATIVE_INFINITY && this.#lost[row]! >= limit) return undefined;
    const start = row * this.#room;
    return [...this.#columns.subarray(start, start + this.#room)].filter(
      (column, i) => column >= 0 && this.#scores[start + i]! >= limit,
    );
  }
}
