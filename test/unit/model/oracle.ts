/** Cosine similarities of every vector of `a` with every one of `b`, the plain way: `[i][j]`. */
export function allCosines(a: Float32Array, b: Float32Array, dimensions: number): number[][] {
  const rows = (values: Float32Array) =>
    Array.from({ length: values.length / dimensions }, (_, i) =>
      Float64Array.from(values.subarray(i * dimensions, (i + 1) * dimensions)),
    );
  const product = (x: Float64Array, y: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) sum += x[i]! * y[i]!;
    return sum;
  };
  const right = rows(b).map(y => [y, Math.sqrt(product(y, y))] as const);
  return rows(a).map(x => {
    const norm = Math.sqrt(product(x, x));
    return right.map(([y, other]) => (norm * other === 0 ? 0 : product(x, y) / (norm * other)));
  });
}
