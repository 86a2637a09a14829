import { describe, expect, it } from 'vitest';
import { BASE_PROVIDER } from '../../../src/commands/provider-services.ts';
import { baselineProviders, baseProvider, trusted } from '../../../src/commands/provider-trust.ts';
import { parseConfig } from '../../../src/config/load.ts';

interface Own {
  base_url?: string;
  model?: string;
  key_env?: string;
  price_per_million_tokens?: number;
  max_cost?: number;
  name?: string;
}
const provider = (own: Own = {}) => ({ base_url: 'https://api.example.com/v1', model: 'small', ...own });

function config(start: string | Own, baselines: Own[] = []) {
  const base = typeof start === 'string' ? start : { provider: provider(start) };
  const baseline =
    baselines.length > 0 ? baselines.map(own => ({ provider: provider(own) })) : ['base-model'];
  return parseConfig(
    JSON.stringify({
      version: 1,
      data: { train: 'a.tsv', validation: 'b.tsv', test: 'c.tsv' },
      model: { base, dimensions: 8 },
      baseline,
    }),
    'f.yml',
  );
}
const refused = expect.objectContaining({ code: 'PROVIDER_UNTRUSTED' });
const under = (base: ReturnType<typeof config> | undefined) => ({ everything: false as const, base });
const start = (own: Own) => baseProvider(config(own))!;

describe('trusted', () => {
  const base = config({ price_per_million_tokens: 2, max_cost: 5 }, [
    { model: 'large', name: 'bar', price_per_million_tokens: 10, max_cost: 3 },
  ]);

  it('lets everything through where no pull request is', () => {
    const named = start({ base_url: 'https://elsewhere.example/v1' });
    expect(trusted(named, { everything: true })).toBe(named);
  });

  it.each<[string, Own]>([
    ['another host', { base_url: 'https://evil.example/v1' }],
    ['another port', { base_url: 'https://api.example.com:8443/v1' }],
    ['another path', { base_url: 'https://api.example.com/v2' }],
    ['a host that only begins alike', { base_url: 'https://api.example.com.evil.example/v1' }],
    ['another variable', { key_env: 'GITHUB_TOKEN' }],
    ['http on this machine', { base_url: 'http://localhost/v1' }],
  ])('refuses %s', (_, own) => {
    expect(() => trusted(start(own), under(base))).toThrow(refused);
    const [baseline] = baselineProviders(config('models/tiny', [own]));
    expect(() => trusted(baseline!, under(base))).toThrow(refused);
  });

  it('refuses all where the base branch has no configuration, or names no provider', () => {
    expect(() => trusted(start({}), under(undefined))).toThrow(refused);
    expect(() => trusted(start({}), under(config('models/tiny')))).toThrow(refused);
  });

  it('takes the same address in another spelling', () => {
    expect(trusted(start({ base_url: 'https://API.example.com:443/v1/' }), under(base)).name).toBe(
      BASE_PROVIDER,
    );
  });

  it.each<[string, Own, number | undefined, number | undefined]>([
    [
      'its limit and price count, not those of the change',
      { price_per_million_tokens: 0, max_cost: 900 },
      2,
      5,
    ],
    ['they count where the change has none', {}, 2, 5],
    ['another model is counted at the higher price', { model: 'x', price_per_million_tokens: 7 }, 7, 5],
    ['another model is not made cheaper', { model: 'x', price_per_million_tokens: 1 }, 2, 5],
  ])('%s', (_, own, price, limit) => {
    const { provider } = trusted(start(own), under(base));
    expect(provider).toMatchObject({ price_per_million_tokens: price, max_cost: limit });
  });

  it('bounds a new base of training by the baseline of the same endpoint', () => {
    const only = config('models/tiny', [{ name: 'bar', price_per_million_tokens: 10, max_cost: 3 }]);
    expect(trusted(start({}), under(only)).provider).toMatchObject({
      price_per_million_tokens: 10,
      max_cost: 3,
    });
  });

  it('leaves the limit of the change where the base branch has none', () => {
    const free = config({});
    const { provider } = trusted(start({ price_per_million_tokens: 4, max_cost: 1 }), under(free));
    expect(provider).toMatchObject({ price_per_million_tokens: 4, max_cost: 1 });
  });
});
