/** Vectors of equal length, row-major [rows, width]. */
export interface Rows {
  readonly values: Float32Array;
  readonly width: number;
}

/** Rounds of Lloyd's; later ones move few rows. */
const ROUNDS = 5;

/**
 * Groups rows that are near each other: k-means by Lloyd's algorithm (IEEE Transactions on Information Theory
 * 28:129-137, 1982). It starts from rows evenly spread over their order and draws nothing, and among equals the first
 * center wins, so that the same rows always give the same groups.
 *
 * @param most groups at most; fewer where some are left empty
 * @returns the number of each row's group, in the order of their first rows, from 0. Shape [rows]
 */
export function spreadGroups({ values, width }: Rows, most: number): Int32Array {
  const count = values.length / width;
  const k = Math.min(most, count);
  const centers = new Float32Array(k * width);
  for (let center = 0; center < k; center++) {
    const row = Math.floor((center * count) / k);
    centers.set(values.subarray(row * width, (row + 1) * width), center * width);
  }
  const group = new Int32Array(count);
  for (let round = 0; round < ROUNDS; round++) {
    const moved = assign(values, centers, width, group);
    if (round > 0 && !moved) break;
    moveCenters(values, centers, width, group);
  }
  const numbers = new Map<number, number>();
  return group.map(center => {
    const number = numbers.get(center) ?? numbers.size;
    numbers.set(center, number);
    return number;
  });
}

/** Puts each row to its nearest center; whether any changed. */
function assign(values: Float32Array, centers: Float32Array, width: number, group: Int32Array): boolean {
  let moved = false;
  for (let row = 0; row < group.length; row++) {
    // That of the round before is as a rule still the nearest: with it first, others are soon too far.
    let best = group[row]!;
    let least = squaredDistance(values, row, centers, best, width, Number.POSITIVE_INFINITY);
    for (let center = 0; center < centers.length / width; center++) {
      if (center === group[row]) continue;
      const squared = squaredDistance(values, row, centers, center, width, least);
      if (squared < least || (squared === least && center < best)) [best, least] = [center, squared];
    }
    if (best === group[row]) continue;
    group[row] = best;
    moved = true;
  }
  return moved;
}

/** Puts each center into the middle of its rows; one without rows stays. */
function moveCenters(values: Float32Array, centers: Float32Array, width: number, group: Int32Array): void {
  const sums = new Float64Array(centers.length);
  const sizes = new Int32Array(centers.length / width);
  for (const [row, center] of group.entries()) {
    sizes[center]!++;
    for (let i = 0; i < width; i++) sums[center * width + i]! += values[row * width + i]!;
  }
  for (const [center, size] of sizes.entries()) {
    if (size === 0) continue;
    for (let i = 0; i < width; i++) centers[center * width + i] = sums[center * width + i]! / size;
  }
}

const STRIDE = 64;

/** Stops once the sum is past `enough`: it only grows. */
function squaredDistance(
  values: Float32Array,
  row: number,
  centers: Float32Array,
  center: number,
  width: number,
  enough: number,
): number {
  const [left, right] = [row * width, center * width];
  let sum = 0;
  for (let start = 0; start < width && sum <= enough; start += STRIDE) {
    const end = Math.min(width, start + STRIDE);
    for (let i = start; i < end; i++) {
      const difference = values[left + i]! - centers[right + i]!;
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
