import { FinetuneGateError } from '../errors.ts';
import { ProviderClient } from '../model/provider/client.ts';
import type { ProviderOptions } from '../model/provider/provider.ts';
import type { Services } from './embed-exchange.ts';
import { SharedPurse } from './shared-purse.ts';

/** How jobs call the provider that `model.base` names; a quote can be in no baseline's name. */
export const BASE_PROVIDER = '"model.base"';

/** A provider as a job calls it. */
export interface NamedProvider {
  readonly name: string;
  readonly provider: ProviderOptions;
}

export interface ServiceOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: (line: string) => void;
  /** Told each key before it is used, so that the runner masks it. */
  readonly onSecret?: ((secret: string) => void) | undefined;
  /** Most that all of them may cost together. */
  readonly limit?: number | undefined;
}

/**
 * A client for each provider, with the key that the environment holds. Keys stay in this process. One that is not set
 * is missed by the first request only: when every embedding is kept from before, none is made.
 *
 * @throws FinetuneGateError CONFIG_INVALID when there is a limit and one has no price; PROVIDER_REFUSED when a key cannot be sent, without quoting it
 */
export function providerServices(
  providers: readonly NamedProvider[],
  { env, log, onSecret, limit }: ServiceOptions,
): Services {
  const options = providers.map(({ provider }) => provider);
  const purse = limit === undefined ? undefined : new SharedPurse(limit, options);
  const priced = new Map(providers.map(({ name, provider }) => [name, provider]));
  const clients = new Map(
    providers.map(({ name, provider }) => {
      const key = env[provider.key_env]?.trim() || undefined;
      if (key !== undefined) onSecret?.(key);
      // Anything else is no header, and the fault of sending it would quote it.
      if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
        throw new FinetuneGateError('PROVIDER_REFUSED', `${provider.key_env} holds no key.`, {
          remedy: 'Set it to the key alone, on one line.',
        });
      }
      return [name, new ProviderClient(provider, { key, log })] as const;
    }),
  );
  return {
    async embed(provider, texts, signal) {
      const client = clients.get(provider);
      if (!client)
        throw new FinetuneGateError('INTERNAL', 'A job asked for a provider that is none of its own.');
      const request = () => client.embed(texts, signal);
      return purse ? purse.pay(priced.get(provider)!, texts, request) : request();
    },
  };
}
