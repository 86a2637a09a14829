import type { Costs } from '../evaluation/types.ts';
import type { SpendingSummary } from '../report/measures.ts';
import type { BaselineSummary } from '../report/result.ts';

type Spending = Readonly<Record<string, SpendingSummary>> | undefined;

/** The same summaries with what each provider's embeddings cost in this run. */
export function withSpending(summaries: readonly BaselineSummary[], spending: Spending): BaselineSummary[] {
  return summaries.map(summary => {
    const spent = spending?.[summary.name];
    return spent && (summary.kind === 'provider' || summary.kind === 'base-model')
      ? { ...summary, spending: spent }
      : summary;
  });
}

/** What all providers of a run were asked for; the cost is known where each of them has a price. */
export function providerCosts(spending: Spending): Pick<Costs, 'provider_tokens' | 'provider_cost'> {
  const all = Object.values(spending ?? {});
  if (all.length === 0) return {};
  const costs = all.map(({ cost }) => cost);
  return {
    provider_tokens: all.reduce((sum, { tokens }) => sum + tokens, 0),
    ...(costs.every(cost => cost !== undefined) && {
      provider_cost: costs.reduce((sum, cost) => sum + cost, 0),
    }),
  };
}
