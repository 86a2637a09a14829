import { formatBytes } from './bytes.ts';
import { formatDuration } from './duration.ts';
import { count } from './format.ts';
import { BUDGET_UNITS, limitsOf } from './limits.ts';
import type { BudgetOptions } from './options.ts';
import type { BudgetName, BudgetOutcome, Forecast } from './verdict.ts';

export { parseDuration } from './duration.ts';

type ByName<T> = Readonly<Partial<Record<BudgetName, T>>>;

export interface Spending {
  /** Each in the unit of its limit; what was not measured is 0. */
  readonly spent: ByName<number>;
  readonly forecasts?: ByName<Forecast> | undefined;
  /** The limit for which training was cut short: it was missed although the clock keeps it. */
  readonly missed?: BudgetName | undefined;
}

/**
 * Holds what was spent against the limits. With `on_exceed: best-so-far` a run that was cut short to keep a limit has
 * kept it.
 */
export function budgetOutcomes(
  budget: BudgetOptions,
  { spent, forecasts, missed }: Spending,
): BudgetOutcome[] {
  const cut = budget.on_exceed === 'stop' ? missed : undefined;
  return Object.entries(limitsOf(budget)).map(([key, limit]) => {
    const name = key as BudgetName;
    const forecast = forecasts?.[name];
    return {
      ...budgetOutcome(name, limit, spent[name] ?? 0, cut === name),
      ...(forecast && { forecast }),
    };
  });
}

/**
 * Holds one number against its limit.
 *
 * @param stopped training was cut short so that the rest would fit: the limit was missed although the clock keeps it
 */
export function budgetOutcome(
  name: BudgetName,
  limit: number,
  spent: number,
  stopped = false,
): BudgetOutcome {
  return { name, unit: BUDGET_UNITS[name], limit, spent, exceeded: stopped || spent > limit };
}

/** Why a limit was missed, as a clause: `the run took 21 min 3 s, the budget is 20 min`. */
export function budgetText({ name, limit, spent, forecast }: BudgetOutcome): string {
  const amount = AMOUNTS[BUDGET_UNITS[name]];
  const budget = `${amount(limit, 3)}${OF[name]}`;
  if (spent <= limit && forecast && forecast.low > limit)
    return `the run ${needsText(name, limit, forecast)}`;
  if (spent <= limit) return `training was stopped early to stay within the budget of ${budget}`;
  const digits = [0, 1, 2, 3, 4, 5, 6].find(d => amount(spent, d) !== amount(limit, d));
  return `${DID[name]} ${amount(spent, digits)}${DONE[name]}, the budget is ${amount(limit, 3)}`;
}

/** What a run that cannot fit would take: `needs about 41 min of 20 min (38 min to 44 min)`. */
export function needsText(name: BudgetName, limit: number, { estimate, low, high }: Forecast): string {
  const amount = AMOUNTS[BUDGET_UNITS[name]];
  const coarse = (value: number) =>
    BUDGET_UNITS[name] === 's' ? formatDuration(roundedSeconds(value)) : amount(value, 2);
  return `needs ${coarse(estimate)} of ${amount(limit, 3)}${OF[name]} (${coarse(low)} to ${coarse(high)})`;
}

/** A forecast says no more than it knows: whole minutes from ten minutes on, whole seconds from ten seconds on. */
function roundedSeconds(seconds: number): number {
  if (seconds >= 600) return Math.round(seconds / 60) * 60;
  return seconds >= 10 ? Math.round(seconds) : Number(seconds.toFixed(1));
}

type Amount = (value: number, digits?: number) => string;

const plain: Amount = (value, digits = 2) => String(Number(value.toFixed(digits)));

const AMOUNTS = {
  s: formatDuration,
  bytes: formatBytes,
  examples: count,
  price: plain,
} as const satisfies Record<BudgetOutcome['unit'], Amount>;

/** Between subject and amount, after the amount that was spent, and after the limit. */
const DID: Readonly<Record<BudgetName, string>> = {
  wall_time: 'the run took',
  gpu_time: 'the run held a GPU for',
  cost: 'the run cost',
  memory: 'the run held',
  examples: 'the run has',
  provider_cost: 'providers cost',
};
const DONE: Readonly<Record<BudgetName, string>> = {
  wall_time: '',
  gpu_time: '',
  cost: '',
  memory: ' of memory',
  examples: ' training examples',
  provider_cost: '',
};
const OF: Readonly<Record<BudgetName, string>> = {
  ...DONE,
  gpu_time: ' on a GPU',
  cost: ' of cost',
  provider_cost: ' of provider cost',
};
