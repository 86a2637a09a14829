/** Cosine similarities of every vector of `a` with every one of `b`, the plain way: `[i][j]`. */
export function allCosines(a: Float32Array, b: Float32Array, dimensions: number): number[][] {
  const rows = (values: Float32Array) =>
    Array.from({ length: values.length / dimensions }, (_, i) => [
      ...values.subarray(i * dimensions, (i + 1) * dimensions),
    ]);
  const norm = (x: number[]) => Math.hypot(...x);
  return rows(a).map(x =>
    rows(b).map(y => {
      const product = x.reduce((sum, value, i) => sum + value * y[i]!, 0);
      return norm(x) * norm(y) === 0 ? 0 : product / (norm(x) * norm(y));
    }),
  );
}
