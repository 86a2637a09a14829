import type { Costs } from '../evaluation/types.ts';
import { budgetOutcomes, type Spending } from '../gate/budget.ts';
import { firstOnTheClock, limitsOf, priceOf } from '../gate/limits.ts';
import type { BudgetOptions } from '../gate/options.ts';
import type { BudgetName, BudgetOutcome } from '../gate/verdict.ts';
import type { UsageSummary } from '../report/result.ts';
import { forecastsOf, type RunUsage } from './run-budget.ts';

export interface Used {
  /** Seconds since the run began. */
  readonly elapsed: number;
  readonly usage?: RunUsage | undefined;
  readonly costs?: Pick<Costs, 'provider_cost'> | undefined;
  /** Of training. */
  readonly examples?: number | undefined;
}

/** What a run used, as its limits count it. */
export function spendingOf(limits: BudgetOptions, { elapsed, usage = {}, costs, examples }: Used): Spending {
  const spent = {
    wall_time: elapsed,
    cost: priceOf(elapsed, limits) ?? 0,
    gpu_time: usage.gpuSeconds ?? 0,
    memory: usage.memory ?? 0,
    examples: examples ?? usage.examples ?? 0,
    provider_cost: costs?.provider_cost ?? usage.providerCost ?? 0,
  };
  return { spent, forecasts: forecastsOf(limits, usage), missed: usage.missed };
}

/** The limits of a run that a limit may have ended before there was anything to judge. */
export function endedOutcomes(limits: BudgetOptions, used: Used, byBudget: boolean): BudgetOutcome[] {
  const spending = spendingOf(limits, used);
  const missed = byBudget ? (spending.missed ?? missedBy(limits, spending)) : undefined;
  return budgetOutcomes({ ...limits, on_exceed: 'stop' }, { ...spending, missed });
}

/** The limit that the forecast passes, else one that was passed, else the one that the clock comes to first. */
function missedBy(limits: BudgetOptions, { spent, forecasts = {} }: Spending): BudgetName {
  const all = Object.entries(limitsOf(limits)) as [BudgetName, number][];
  const [name] =
    all.find(([name, limit]) => (forecasts[name]?.low ?? 0) > limit) ??
    all.find(([name, limit]) => (spent[name] ?? 0) > limit) ??
    [];
  return name ?? firstOnTheClock(limits);
}

/** What the report tells of it. */
export function usageSummary(usage: RunUsage): UsageSummary {
  const { missed: _, gpuForecast: __, examples: ___, providerCost: ____, ...told } = usage;
  return told;
}
