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

function dot(embeddings: Float32Array, dimensions: number, a: number, b: number): number {
  const left = a * dimensions;
  const right = b * dimensions;
  let sum = 0;
  for (let i = 0; i < dimensions; i++) sum += embeddings[left + i]! * embeddings[right + i]!;
  return sum;
}
