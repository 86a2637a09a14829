import { FinetuneGateError } from '../errors.ts';
import type { Embedded } from '../model/provider/client.ts';
import type { ProviderOptions } from '../model/provider/provider.ts';
import { amount, costOf } from '../model/provider/purse.ts';
import { totalEstimate } from '../model/provider/tokens.ts';

/** What several providers cost together, each by its own price; requests under way count by their estimates. */
export class SharedPurse {
  readonly #limit: number;
  #spent = 0;
  #underWay = 0;

  /** @throws FinetuneGateError CONFIG_INVALID for a provider without a price, whose cost nobody knows */
  constructor(limit: number, providers: readonly ProviderOptions[]) {
    this.#limit = limit;
    const free = providers.find(one => one.price_per_million_tokens === undefined);
    if (!free) return;
    throw new FinetuneGateError(
      'CONFIG_INVALID',
      `budget.provider_cost is set, but ${JSON.stringify(free.model)} has no price.`,
      { remedy: 'Set its `price_per_million_tokens`.' },
    );
  }

  /**
   * Makes one request, unless it might pass the limit.
   *
   * @throws FinetuneGateError BUDGET_EXCEEDED before it
   */
  async pay(
    provider: ProviderOptions,
    texts: readonly string[],
    request: () => Promise<Embedded>,
  ): Promise<Embedded> {
    const estimate = costOf(totalEstimate(texts), provider) ?? 0;
    const after = this.#spent + this.#underWay + estimate;
    if (after > this.#limit) {
      const limits = `the budget is ${amount(this.#limit)}`;
      throw exceeded(
        `the next embeddings would bring the cost of providers to about ${amount(after)}, ${limits}`,
      );
    }
    this.#underWay += estimate;
    let answer: Embedded;
    try {
      answer = await request();
    } finally {
      this.#underWay -= estimate;
    }
    // One that cost more than it was taken for is paid for all the same: the next one is refused.
    this.#spent += costOf(answer.tokens, provider) ?? 0;
    return answer;
  }
}

function exceeded(clause: string): FinetuneGateError {
  return new FinetuneGateError('BUDGET_EXCEEDED', `Over budget: ${clause}.`, {
    remedy: 'Raise `budget.provider_cost`, or name fewer pairs; what was paid for is kept.',
  });
}
