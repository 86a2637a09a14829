import { describe, expect, it } from 'vitest';
import { endedOutcomes, spendingOf, usageSummary } from '../../../src/commands/spending.ts';
import { budgetOptions } from '../../../src/gate/options.ts';

const limits = budgetOptions.parse({
  wall_time: 60,
  cost: { limit: 9, per_hour: 60 },
  memory: 1000,
  examples: 10,
  on_exceed: 'best-so-far',
});
const exceeded = (used: Parameters<typeof endedOutcomes>[1], byBudget = true) =>
  endedOutcomes(limits, used, byBudget)
    .filter(one => one.exceeded)
    .map(({ name }) => name);

describe('what a run spent', () => {
  it('is counted as its limits count it', () => {
    const used = {
      elapsed: 30,
      usage: { memory: 500, gpuSeconds: 7 },
      costs: { provider_cost: 0.2 },
      examples: 4,
    };
    expect(spendingOf(limits, used).spent).toEqual({
      wall_time: 30,
      cost: 0.5,
      gpu_time: 7,
      memory: 500,
      examples: 4,
      provider_cost: 0.2,
    });
  });

  it('of a run that ended too early names the limit for which it did', () => {
    expect(exceeded({ elapsed: 3, usage: { forecast: { estimate: 99, low: 80, high: 120 } } })).toEqual([
      'wall_time',
    ]);
    expect(exceeded({ elapsed: 3, usage: { memory: 1001 } })).toEqual(['memory']);
    expect(exceeded({ elapsed: 59.9 })).toEqual(['wall_time']);
    expect(exceeded({ elapsed: 3 }, false)).toEqual([]);
    expect(exceeded({ elapsed: 3, usage: { missed: 'examples', examples: 12 } })).toEqual(['examples']);
    expect(exceeded({ elapsed: 3, usage: { missed: 'cost' } })).toEqual(['cost']);
  });

  it('is told without what only the verdict needs', () => {
    const forecast = { estimate: 1, low: 1, high: 1 };
    expect(usageSummary({ memory: 3, missed: 'memory', forecast, gpuForecast: forecast })).toEqual({
      memory: 3,
      forecast,
    });
  });
});
