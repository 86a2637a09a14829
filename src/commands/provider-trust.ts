import type { Config } from '../config/schema.ts';
import { FinetuneGateError } from '../errors.ts';
import { baselineName } from '../evaluation/baseline-name.ts';
import { endpointOf, type ProviderOptions } from '../model/provider/provider.ts';
import { BASE_PROVIDER, type NamedProvider } from './provider-services.ts';

type Providing = Pick<Config, 'baseline'> & { readonly model: Pick<Config['model'], 'base'> };

/** The providers that baselines name, in their order. */
export function baselineProviders({ baseline }: Pick<Config, 'baseline'>): NamedProvider[] {
  return baseline.flatMap(option =>
    typeof option === 'object' && 'provider' in option
      ? [{ name: baselineName(option), provider: option.provider }]
      : [],
  );
}

/** The provider that training starts from, where it does. */
export function baseProvider({ model }: Pick<Providing, 'model'>): NamedProvider | undefined {
  return typeof model.base === 'string' ? undefined : { name: BASE_PROVIDER, provider: model.base.provider };
}

/** Whose configuration may say where keys go and what is spent: on a pull request its base branch's. */
export type Trust =
  | { readonly everything: true }
  | { readonly everything: false; readonly base: Providing | undefined };

/**
 * A provider as a run may use it. A pull request may neither send a key elsewhere nor raise what is spent: its address
 * and its variable must be those of a provider of the base branch, whose limit and price then count.
 *
 * @throws FinetuneGateError PROVIDER_UNTRUSTED
 */
export function trusted(named: NamedProvider, trust: Trust): NamedProvider {
  if (trust.everything) return named;
  const { provider } = named;
  const known = trust.base ? namedBy(trust.base) : [];
  const same = known.filter(other => goesTo(other.provider) === goesTo(provider));
  if (same.length === 0) {
    throw new FinetuneGateError(
      'PROVIDER_UNTRUSTED',
      `This pull request would send the key in ${provider.key_env} to ${new URL(provider.base_url).host}, which its base branch does not.`,
    );
  }
  // The base of training is bounded by the base of training where the base branch has one, else by what is nearest to it.
  const rank = (other: NamedProvider) =>
    (other.name === named.name ? 2 : 0) + (other.provider.model === provider.model ? 1 : 0);
  const [bound] = [...same].sort((a, b) => rank(b) - rank(a));
  return { ...named, provider: bounded(provider, (bound as NamedProvider).provider) };
}

const namedBy = (config: Providing): NamedProvider[] => [
  ...baselineProviders(config),
  ...[baseProvider(config)].filter(found => found !== undefined),
];

/** Of a URL, its spelling does not matter; of a variable it does. */
const goesTo = (provider: ProviderOptions): string =>
  JSON.stringify([endpointOf(provider), provider.key_env]);

/** A dearer model is counted at its own price, a known one never below the price that the base branch knows. */
function bounded(own: ProviderOptions, base: ProviderOptions): ProviderOptions {
  const prices = [own.price_per_million_tokens, base.price_per_million_tokens].filter(
    price => price !== undefined,
  );
  const price = own.model === base.model ? base.price_per_million_tokens : undefined;
  const counted = price ?? (prices.length > 0 ? Math.max(...prices) : undefined);
  const limit = base.max_cost ?? own.max_cost;
  return {
    ...own,
    ...(counted !== undefined && { price_per_million_tokens: counted }),
    ...(limit !== undefined && { max_cost: limit }),
  };
}
