/** Vectors of equal length, row-major [rows, width]. */
export interface Rows {
  readonly values: Float32Array;
  readonly width: number;
}

/**
 * Groups rows around centers that are far from each other: farthest-first traversal (Gonzalez, Theoretical Computer
 * Science 38:293-306, 1985), which covers the rows with radii at most twice the least possible; the greedy k-center of
 * core-set active learning (Sener and Savarese, ICLR 2018). The first center is row 0; among equals the first row wins, so
 * that the same rows always give the same groups.
 *
 * @param most centers at most; fewer where the rest repeats them
 * @returns the number of each row's nearest center, in the order in which centers were taken. Shape [rows]
 */
export function spreadGroups({ values, width }: Rows, most: number): Int32Array {
  const count = values.length / width;
  const group = new Int32Array(count);
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let center = 0;
  for (let number = 0; number < Math.min(most, count); number++) {
    let farthest = 0;
    for (let row = 0; row < count; row++) {
      const squared = squaredDistance(values, width, center, row, nearest[row]!);
      if (squared < nearest[row]!) {
        nearest[row] = squared;
        group[row] = number;
      }
      if (nearest[row]! > nearest[farthest]!) farthest = row;
    }
    if (nearest[farthest] === 0) break;
    center = farthest;
  }
  return group;
}

/** Stops once the sum is past `enough`: it only grows. */
function squaredDistance(values: Float32Array, width: number, a: number, b: number, enough: number): number {
  const [left, right] = [a * width, b * width];
  let sum = 0;
  for (let start = 0; start < width && sum <= enough; start += 64) {
    const end = Math.min(width, start + 64);
    for (let i = start; i < end; i++) {
      const difference = values[left + i]! - values[right + i]!;
      sum += difference * difference;
    }
  }
  return sum;
}

/**
 * Takes rows group by group, the first of each group before the second of any, until there are `count`.
 *
 * @returns rows in the order in which they are taken
 */
export function takeInTurn(group: Int32Array, count: number): number[] {
  const turns = new Map<number, number>();
  const turn = Array.from(group, number => {
    const taken = turns.get(number) ?? 0;
    turns.set(number, taken + 1);
    return taken;
  });
  return Array.from(group.keys())
    .sort((a, b) => turn[a]! - turn[b]! || a - b)
    .slice(0, count);
}
