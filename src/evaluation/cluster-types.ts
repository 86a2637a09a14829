import type { Clusters } from './clusters.ts';

/**
 * Clusters by what they contain: clusters with the same counts are of one type, and a resample only has to say how many
 * there are of each.
 */
export interface ClusterTypes {
  /** Numbers a cluster holds. */
  readonly width: number;
  /** Row-major. Shape [types, width]. */
  readonly rows: Float64Array;
  /** How many clusters are of the type. Shape [types]. */
  readonly sizes: Float64Array;
  /** Sum over all clusters. Shape [width]. */
  readonly totals: Float64Array;
}

/**
 * @param cells for each list, the column that a pair counts in, or -1 for none; two lists are two models. Shape [pairs]
 * @param columns columns of each list
 */
export function clusterTypes(
  { count, of }: Clusters,
  cells: readonly Int8Array[],
  columns: number,
): ClusterTypes {
  const width = cells.length * columns;
  const all = new Uint32Array(count * width);
  cells.forEach((cell, list) => {
    for (let i = 0; i < of.length; i++) if (cell[i]! >= 0) all[of[i]! * width + list * columns + cell[i]!]!++;
  });
  const sizes = new Map<string, number>();
  for (let cluster = 0; cluster < count; cluster++) {
    const key = all.subarray(cluster * width, (cluster + 1) * width).join(' ');
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const rows = Float64Array.from([...sizes.keys()].flatMap(key => key.split(' ').map(Number)));
  const totals = new Float64Array(width);
  all.forEach((value, i) => {
    totals[i % width]! += value;
  });
  return { width, rows, sizes: Float64Array.from(sizes.values()), totals };
}
