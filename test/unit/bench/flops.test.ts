import { describe, expect, it } from 'vitest';
import { encoderFlops } from '../../../bench/flops.ts';

const SIZES = { hidden_size: 4, intermediate_size: 8, num_hidden_layers: 1 };

/** Operations of a product [m, k] · [k, n]. */
const product = (m: number, k: number, n: number) => 2 * m * k * n;

describe('encoderFlops', () => {
  it('adds up the products of one layer over one sentence', () => {
    const tokens = 3;
    const projections = 4 * product(tokens, 4, 4);
    const feedForward = product(tokens, 4, 8) + product(tokens, 8, 4);
    // Two heads of width 2: scores, then the weighted values.
    const attention = 2 * (product(tokens, 2, tokens) + product(tokens, tokens, 2));
    expect(encoderFlops(SIZES, [tokens])).toBe(projections + feedForward + attention);
  });

  it('counts each sentence by its own length and each layer once', () => {
    const both = encoderFlops(SIZES, [3]) + encoderFlops(SIZES, [7]);
    expect(encoderFlops(SIZES, [3, 7])).toBe(both);
    expect(encoderFlops({ ...SIZES, num_hidden_layers: 6 }, [3, 7])).toBe(6 * both);
    // Attention grows with the square: one long sentence costs more than two short ones of the same tokens.
    expect(encoderFlops(SIZES, [10])).toBeGreaterThan(both);
  });
});
