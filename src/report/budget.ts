import type { BudgetOutcome, BudgetUnit, Forecast } from '../gate/verdict.ts';
import { amount, count, duration, NONE } from './format.ts';
import type { UsageSummary } from './result.ts';

/** A number of the budget as a person says it: `3 min 12 s`, `1.5 GiB`, `2,000`, `0.42`. */
export function budgetAmount(unit: BudgetUnit, value: number): string {
  if (!Number.isFinite(value)) return NONE;
  if (unit === 's') return duration(value);
  if (unit === 'bytes') return memorySize(value);
  return unit === 'examples' ? count(value) : amount(value);
}

/** Memory in binary units, as the configuration has it. */
export function memorySize(bytes: number): string {
  if (!Number.isFinite(bytes)) return NONE;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${Number((bytes / 2 ** (10 * step)).toPrecision(3))} ${units[step]}`;
}

/** What was spent of a limit. A run that was stopped in time leaves the clock below it and the limit missed. */
export function budgetSpent({
  unit,
  limit,
  spent,
  exceeded,
}: Pick<BudgetOutcome, 'unit' | 'limit' | 'spent' | 'exceeded'>): string {
  const text = budgetAmount(unit, spent);
  return exceeded && spent <= limit ? `stopped early at ${text}` : text;
}

/** `forecast 41 min (38 min – 44 min)`; empty without one. */
export function forecastWords(unit: BudgetUnit, forecast: Forecast | undefined): string {
  if (!forecast) return '';
  const { estimate, low, high } = forecast;
  const text = (value: number) => budgetAmount(unit, value);
  return `forecast ${text(estimate)} (${text(low)} – ${text(high)})`;
}

/** What the run held and drew, each a name and a text. */
export function usageLines({ memory, gpuSeconds, gpu = {} }: UsageSummary): [name: string, text: string][] {
  const used = [
    ...(gpuSeconds === undefined ? [] : [`held for ${duration(gpuSeconds)}`]),
    ...(gpu.utilization === undefined ? [] : [`busy ${(100 * gpu.utilization).toFixed(0)} % of it`]),
    ...(gpu.memory === undefined ? [] : [`at most ${memorySize(gpu.memory)} in use`]),
    ...(gpu.wattHours === undefined ? [] : [`${Number(gpu.wattHours.toPrecision(3))} Wh`]),
  ];
  return [
    ...(memory === undefined ? [] : [['Memory', `at most ${memorySize(memory)}`] as [string, string]]),
    ...(used.length === 0 ? [] : [['GPU use', used.join(', ')] as [string, string]]),
  ];
}
