import { FinetuneGateError } from '../../errors.ts';
import type { ProviderOptions } from './provider.ts';

type Price = Pick<ProviderOptions, 'price_per_million_tokens' | 'max_cost' | 'model'>;

/** What so many tokens cost; undefined without a price. */
export function costOf(tokens: number, { price_per_million_tokens: price }: Price): number | undefined {
  return price === undefined ? undefined : (tokens * price) / 1e6;
}

/** A cost as messages show it: enough digits for fractions of a cent. */
export const amount = (cost: number): string => String(Number(cost.toPrecision(3)));

/** @throws FinetuneGateError PROVIDER_BUDGET when so many tokens cost more than `max_cost` */
export function assertAffordable(tokens: number, options: Price, what: string): void {
  const cost = costOf(tokens, options);
  const { max_cost: limit, model } = options;
  if (cost === undefined || limit === undefined || cost <= limit) return;
  const limits = `its limit is ${amount(limit)}`;
  throw new FinetuneGateError(
    'PROVIDER_BUDGET',
    `${what} of ${JSON.stringify(model)} would bring its cost to about ${amount(cost)}; ${limits}.`,
  );
}

/**
 * Keeps a provider's limit over requests that run at the same time: what is under way counts by its estimate, and once
 * the endpoint's own count turns out above the estimates, the others are raised by as much.
 */
export class Purse {
  readonly #options: Price;
  #spent = 0;
  #estimated = 0;
  #underWay = 0;

  constructor(options: Price) {
    this.#options = options;
  }

  /** @throws FinetuneGateError PROVIDER_BUDGET when the request might pass the limit */
  reserve(estimate: number): void {
    const ratio = this.#estimated > 0 ? Math.max(1, this.#spent / this.#estimated) : 1;
    const after = this.#spent + (this.#underWay + estimate) * ratio;
    assertAffordable(after, this.#options, 'The next embeddings');
    this.#underWay += estimate;
  }

  /** @param tokens that the endpoint counted; 0 when the request failed */
  settle(estimate: number, tokens: number): void {
    this.#underWay -= estimate;
    if (tokens === 0) return;
    this.#spent += tokens;
    this.#estimated += estimate;
  }
}
