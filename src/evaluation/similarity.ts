/**
 * Cosine similarity of pairs of embeddings, in double precision. A zero vector has similarity 0 with everything.
 *
 * @param embeddings row-major `[texts, dimensions]`
 * @param first row of each pair's first text
 * @param second row of each pair's second text
 * @returns one similarity a pair, in [−1, 1]; NaN where an embedding is not finite
 */
export function pairScores(
  embeddings: Float32Array,
  dimensions: number,
  first: Int32Array,
  second: Int32Array,
): Float64Array {
  const squares = new Float64Array(embeddings.length / dimensions);
  for (let row = 0; row < squares.length; row++) squares[row] = dot(embeddings, dimensions, row, row);
  return Float64Array.from(first, (a, i) => {
    const b = second[i]!;
    const norms = squares[a]! * squares[b]!;
    if (norms === 0) return 0;
    return Math.max(-1, Math.min(1, dot(embeddings, dimensions, a, b) / Math.sqrt(norms)));
  });
}

/** Four sums at once: one addition would wait for the one before. */
function dot(embeddings: Float32Array, dimensions: number, a: number, b: number): number {
  const left = a * dimensions;
  const right = b * dimensions;
  const whole = dimensions - (dimensions % 4);
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  let i = 0;
  for (; i < whole; i += 4) {
    sum0 += embeddings[left + i]! * embeddings[right + i]!;
    sum1 += embeddings[left + i + 1]! * embeddings[right + i + 1]!;
    sum2 += embeddings[left + i + 2]! * embeddings[right + i + 2]!;
    sum3 += embeddings[left + i + 3]! * embeddings[right + i + 3]!;
  }
  for (; i < dimensions; i++) sum0 += embeddings[left + i]! * embeddings[right + i]!;
  return sum0 + sum1 + (sum2 + sum3);
}
