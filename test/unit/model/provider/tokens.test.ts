import { describe, expect, it } from 'vitest';
import { estimateTokens, planRequests, totalEstimate } from '../../../../src/model/provider/tokens.ts';

describe('estimateTokens', () => {
  it('is no less than a token a word of English, and a character of Chinese', () => {
    expect(estimateTokens('How do I reset my password?')).toBeGreaterThanOrEqual(7);
    expect(estimateTokens('我怎样才能重置密码')).toBeGreaterThanOrEqual(9);
    expect(estimateTokens('')).toBe(1);
  });
});

describe('planRequests', () => {
  it('keeps every text in its order, within both limits', () => {
    const texts = Array.from({ length: 1000 }, (_, i) => 'x'.repeat((i * 37) % 400));
    for (const [size, tokens] of [
      [7, 1e9],
      [1e9, 500],
      [64, 1000],
    ] as const) {
      const plan = planRequests(texts, size, tokens);
      expect(plan.flat()).toEqual([...texts.keys()]);
      for (const request of plan) {
        expect(request.length).toBeLessThanOrEqual(Math.min(size, 2048));
        expect(totalEstimate(request.map(i => texts[i]!))).toBeLessThanOrEqual(tokens);
      }
    }
  });

  it('sends a text alone that is longer than a request should be, and nothing for none', () => {
    expect(planRequests(['a', 'x'.repeat(90), 'b'], 10, 20)).toEqual([[0], [1], [2]]);
    expect(planRequests([], 10)).toEqual([]);
  });
});
