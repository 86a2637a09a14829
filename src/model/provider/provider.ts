import { createHash } from 'node:crypto';

/** An endpoint that answers as `/v1/embeddings` of the OpenAI API does. */
export interface ProviderOptions {
  /** Without `/embeddings`. */
  readonly base_url: string;
  readonly model: string;
  /** Numbers of an embedding to ask for; the model's own when omitted. */
  readonly dimensions?: number | undefined;
  /** Environment variable that holds the key. */
  readonly key_env: string;
  readonly price_per_million_tokens?: number | undefined;
  /** In the currency of the price. */
  readonly max_cost?: number | undefined;
  /** Most texts of a request. */
  readonly batch_size: number;
  /** Requests at the same time. */
  readonly concurrency: number;
  readonly name?: string | undefined;
}

/** Where requests go: the same however the address is spelled. */
export function endpointOf({ base_url }: Pick<ProviderOptions, 'base_url'>): string {
  const url = new URL(base_url);
  let path = url.pathname;
  while (path.endsWith('/')) path = path.slice(0, -1);
  return `${url.origin}${path}/embeddings`;
}

/** Stands for everything that decides an embedding beside the text, as `sha256:…`. */
export function providerHash(options: Pick<ProviderOptions, 'base_url' | 'model' | 'dimensions'>): string {
  const parts = JSON.stringify(['provider', endpointOf(options), options.model, options.dimensions ?? null]);
  return `sha256:${createHash('sha256').update(parts).digest('hex')}`;
}
