import { describe, expect, it } from 'vitest';
import { SharedPurse } from '../../../src/commands/shared-purse.ts';
import type { ProviderOptions } from '../../../src/model/provider/provider.ts';

const provider = (price?: number): ProviderOptions => ({
  base_url: 'https://api.example.com/v1',
  model: 'm',
  key_env: 'KEY',
  batch_size: 2,
  concurrency: 3,
  ...(price !== undefined && { price_per_million_tokens: price }),
});
const answer = (tokens: number) => async () => ({
  vectors: new Float32Array(1),
  dimensions: 1,
  tokens,
  requests: 1,
});
// Three bytes are taken for one token.
const texts = ['x'.repeat(30)];

describe('SharedPurse', () => {
  it('sums what several providers cost, each by its price, and refuses the request that might be too much', async () => {
    const [dear, cheap] = [provider(1e5), provider(1e4)];
    const purse = new SharedPurse(4, [dear, cheap]);
    await purse.pay(dear, texts, answer(10));
    await purse.pay(cheap, texts, answer(100));
    await purse.pay(dear, texts, answer(10));
    let asked = 0;
    const fourth = purse.pay(dear, [...texts, ...texts], async () => {
      asked++;
      return answer(20)();
    });
    await expect(fourth).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message:
        'Over budget: the next embeddings would bring the cost of providers to about 5, the budget is 4.',
    });
    expect(asked).toBe(0);
  });

  it('counts what is under way, and gives it back when a request fails', async () => {
    const one = provider(1e5);
    const purse = new SharedPurse(1.5, [one]);
    let fail: (error: Error) => void = () => {};
    const under = purse.pay(one, texts, () => new Promise((_, reject) => (fail = reject)));
    await expect(purse.pay(one, texts, answer(10))).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    fail(new Error('away'));
    await expect(under).rejects.toThrow('away');
    await expect(purse.pay(one, texts, answer(10))).resolves.toMatchObject({ tokens: 10 });
  });

  it('refuses a provider whose price nobody knows', () => {
    expect(() => new SharedPurse(1, [provider(1), provider()])).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error,
    );
  });
});
