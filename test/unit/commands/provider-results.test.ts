import { describe, expect, it } from 'vitest';
import { providerCosts, withSpending } from '../../../src/commands/provider-results.ts';

const spent = (tokens: number, cost?: number) => ({
  provider: 'api.example.com',
  model: 'm',
  requests: 1,
  texts: 2,
  textsFound: 3,
  tokens,
  ...(cost !== undefined && { cost }),
});

describe('providerCosts', () => {
  it('sums what all providers took, and costs only where all are priced', () => {
    expect(providerCosts(undefined)).toEqual({});
    expect(providerCosts({ a: spent(10, 0.5), b: spent(5, 0.25) })).toEqual({
      provider_tokens: 15,
      provider_cost: 0.75,
    });
    expect(providerCosts({ a: spent(10, 0.5), b: spent(5) })).toEqual({ provider_tokens: 15 });
  });
});

describe('withSpending', () => {
  it('belongs to a provider or to the base model over one, not to another baseline of that name', () => {
    const summary = (name: string, kind: 'provider' | 'base-model' | 'number') => ({
      name,
      kind,
      bar: false,
    });
    const summaries = [summary('a', 'provider'), summary('base-model', 'base-model'), summary('b', 'number')];
    const spending = { a: spent(1), 'base-model': spent(2), b: spent(3) };
    expect(withSpending(summaries, spending).map(one => one.spending?.tokens)).toEqual([1, 2, undefined]);
    expect(withSpending(summaries, undefined)).toEqual(summaries);
  });
});
