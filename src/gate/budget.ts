import { formatDuration } from './duration.ts';
import type { BudgetOutcome } from './verdict.ts';

export { parseDuration } from './duration.ts';

/**
 * Holds the wall time against its limit.
 *
 * @param limit seconds
 * @param spent seconds
 * @param stopped training was cut short so that the rest would fit: the limit was missed although the clock keeps it
 */
export function budgetOutcome(limit: number, spent: number, stopped = false): BudgetOutcome {
  return { name: 'wall_time', unit: 's', limit, spent, exceeded: stopped || spent > limit };
}

/** Why a limit was missed, as a clause: `the run took 21 min 3 s, the budget is 20 min`. */
export function budgetText({ limit, spent }: BudgetOutcome): string {
  const budget = formatDuration(limit, 3);
  if (spent <= limit) return `training was stopped early to stay within the budget of ${budget}`;
  const digits = [0, 1, 2, 3].find(d => formatDuration(spent, d) !== formatDuration(limit, d));
  return `the run took ${formatDuration(spent, digits)}, the budget is ${budget}`;
}
