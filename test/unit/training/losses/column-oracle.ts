import type { ColumnBatch } from './columns.ts';

/** The losses over columns of texts in double precision, each couple and triplet by itself. */
type Vector = readonly number[];

const dot = (a: Vector, b: Vector) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const length = (a: Vector) => Math.max(Math.sqrt(dot(a, a)), 1e-8);
const cosine = (a: Vector, b: Vector) => dot(a, b) / (length(a) * length(b));
const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;

export function cosineSimilarityOracle({ texts: [u, v], labels }: ColumnBatch): number {
  return mean(labels.map((label, i) => (cosine(u![i]!, v![i]!) - label) ** 2));
}

export function cosentOracle({ texts: [u, v], labels }: ColumnBatch, scale: number): number {
  const similarities = labels.map((_, i) => scale * cosine(u![i]!, v![i]!));
  let sum = 1;
  for (const [i, lower] of labels.entries())
    for (const [j, upper] of labels.entries())
      if (lower < upper) sum += Math.exp(similarities[i]! - similarities[j]!);
  return Math.log(sum);
}

export function rankingOracle({ texts }: ColumnBatch, scale: number, symmetric: boolean): number {
  const [anchors = [], positives = []] = texts;
  const candidates = texts.slice(1).flat();
  const toFind = (from: Vector, among: readonly Vector[], own: number) => {
    const powers = among.map(other => Math.exp(scale * cosine(from, other)));
    return -Math.log(powers[own]! / powers.reduce((a, b) => a + b, 0));
  };
  const forward = mean(anchors.map((anchor, i) => toFind(anchor, candidates, i)));
  return symmetric ? (forward + mean(positives.map((one, i) => toFind(one, anchors, i)))) / 2 : forward;
}

export function tripletOracle({ texts }: ColumnBatch, distance: string, margin: number): number {
  const [anchors = [], positives = [], ...negatives] = texts;
  const between = (a: Vector, b: Vector) =>
    distance === 'cosine' ? 1 - cosine(a, b) : Math.hypot(...a.map((x, i) => x - b[i]!));
  return mean(
    negatives.flatMap(column =>
      anchors.map((anchor, i) =>
        Math.max(0, between(anchor, positives[i]!) - between(anchor, column[i]!) + margin),
      ),
    ),
  );
}

/** The slopes of `f` by central differences, shaped as the batch's texts. */
export function columnSlopes(batch: ColumnBatch, f: (batch: ColumnBatch) => number, h = 1e-6): number[][][] {
  const moved = (column: number, row: number, at: number, by: number): ColumnBatch => ({
    ...batch,
    texts: batch.texts.map((rows, c) =>
      rows.map((x, r) =>
        c === column && r === row ? x.map((value, i) => (i === at ? value + by : value)) : x,
      ),
    ),
  });
  return batch.texts.map((rows, column) =>
    rows.map((x, row) =>
      x.map((_, at) => (f(moved(column, row, at, h)) - f(moved(column, row, at, -h))) / (2 * h)),
    ),
  );
}
