/**
 * The largest byte of a weight. CPUs without VNNI add two products of an unsigned byte with a signed one in 16 bits, which
 * saturates: 2 · 255 · 64 is less than 2¹⁵, 2 · 255 · 127 is not. With one bit less every CPU gives the same sums.
 */
const LARGEST = 64;

export interface QuantizedMatrix {
  /** Row-major [depth, columns], from -64 to 64. */
  readonly values: Int8Array;
  /** One for each column: W ≈ values · scales. */
  readonly scales: Float32Array;
}

/**
 * A matrix as bytes, symmetric around zero, the largest absolute weight of each column at ±64.
 *
 * @param weights row-major [depth, columns], or [columns, depth] when transposed.
 */
export function quantizeMatrix(
  weights: Float32Array,
  { depth, columns, transposed }: { depth: number; columns: number; transposed: boolean },
): QuantizedMatrix {
  const values = new Int8Array(weights.length);
  const scales = new Float32Array(columns);
  const [down, across] = transposed ? [1, depth] : [columns, 1];
  for (let column = 0; column < columns; column++) {
    let largest = 0;
    for (let row = 0; row < depth; row++)
      largest = Math.max(largest, Math.abs(weights[row * down + column * across]!));
    const scale = largest / LARGEST;
    scales[column] = scale;
    if (scale === 0) continue;
    for (let row = 0; row < depth; row++)
      values[row * columns + column] = Math.round(weights[row * down + column * across]! / scale);
  }
  return { values, scales };
}
