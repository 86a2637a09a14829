export interface EncoderSizes {
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
}

/**
 * Floating-point operations of the matrix products of a BERT encoder over sentences of `lengths` tokens, a multiply
 * and an add counting as two. A sentence of n tokens costs each layer 2n · (4H² + 2HI) for its linear layers and
 * 4n²H for attention. Padding is not counted: it is no work that anyone asked for.
 */
export function encoderFlops(sizes: EncoderSizes, lengths: readonly number[]): number {
  const { hidden_size: hidden, intermediate_size: inner, num_hidden_layers: layers } = sizes;
  const perToken = 2 * (4 * hidden * hidden + 2 * hidden * inner);
  return layers * lengths.reduce((sum, n) => sum + n * perToken + 4 * n * n * hidden, 0);
}
