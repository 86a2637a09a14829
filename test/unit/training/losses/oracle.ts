/** The losses in double precision, with indices and lists where the code under test has masks. */
export interface PairBatch {
  readonly u: readonly number[][];
  readonly v: readonly number[][];
  readonly labels: readonly number[];
}

export function cosineDistances({ u, v }: PairBatch): number[] {
  return u.map((a, row) => {
    const b = v[row]!;
    const dot = a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    return 1 - dot / (Math.max(Math.hypot(...a), 1e-8) * Math.max(Math.hypot(...b), 1e-8));
  });
}

export function contrastiveOracle(batch: PairBatch, margin: number): number {
  const distances = cosineDistances(batch);
  const total = distances.reduce(
    (sum, d, i) => sum + (batch.labels[i] ? d ** 2 : Math.max(0, margin - d) ** 2),
    0,
  );
  return (0.5 * total) / distances.length;
}

const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;

export function onlineContrastiveOracle(batch: PairBatch, margin: number): number {
  const distances = cosineDistances(batch);
  const positives = distances.filter((_, i) => batch.labels[i] === 1);
  const negatives = distances.filter((_, i) => batch.labels[i] === 0);
  const near = positives.length > 1 ? Math.max(...positives) : mean(negatives);
  const far = negatives.length > 1 ? Math.min(...negatives) : mean(positives);
  const hardNegatives = negatives.filter(d => d < near);
  const hardPositives = positives.filter(d => d > far);
  return (
    hardPositives.reduce((sum, d) => sum + d ** 2, 0) +
    hardNegatives.reduce((sum, d) => sum + Math.max(0, margin - d) ** 2, 0)
  );
}

/** ∂f/∂u and ∂f/∂v by central differences. */
export function differences(batch: PairBatch, f: (batch: PairBatch) => number, h = 1e-6) {
  const slope = (side: 'u' | 'v') =>
    batch[side].map((values, row) =>
      values.map((_, column) => {
        const moved = (by: number) =>
          batch[side].map((r, i) => r.map((x, j) => (i === row && j === column ? x + by : x)));
        return (f({ ...batch, [side]: moved(h) }) - f({ ...batch, [side]: moved(-h) })) / (2 * h);
      }),
    );
  return { u: slope('u'), v: slope('v') };
}
