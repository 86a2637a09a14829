import type { BudgetOptions } from './options.ts';
import type { BudgetName, BudgetUnit } from './verdict.ts';

/** What each limit counts. */
export const BUDGET_UNITS: Readonly<Record<BudgetName, BudgetUnit>> = {
  wall_time: 's',
  gpu_time: 's',
  cost: 'price',
  memory: 'bytes',
  examples: 'examples',
  provider_cost: 'price',
};

/** The limits that a budget sets, by name, each in its unit. */
export function limitsOf(budget: BudgetOptions): Partial<Record<BudgetName, number>> {
  const { wall_time, gpu_time, cost, memory, examples, provider_cost } = budget;
  const all = { wall_time, gpu_time, cost: cost?.limit, memory, examples, provider_cost };
  const set = Object.entries(all).filter((one): one is [BudgetName, number] => one[1] !== undefined);
  return Object.fromEntries(set);
}

/** What so many wall seconds cost; undefined without a rate. */
export function priceOf(seconds: number, { cost }: Pick<BudgetOptions, 'cost'>): number | undefined {
  return cost && (seconds / 3600) * cost.per_hour;
}

/** Wall seconds until the first of the limits that the clock runs up to; undefined where there is none. */
export function wallSecondsOf({ wall_time, cost }: BudgetOptions): number | undefined {
  const paid = cost && (cost.limit / cost.per_hour) * 3600;
  if (wall_time === undefined || paid === undefined) return wall_time ?? paid;
  return Math.min(wall_time, paid);
}

/** Which of the limits that the clock runs up to comes first. */
export function firstOnTheClock(budget: BudgetOptions): 'wall_time' | 'cost' {
  return budget.wall_time !== undefined && budget.wall_time === wallSecondsOf(budget) ? 'wall_time' : 'cost';
}
