import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixtureConfig, fixtureRepository, type Sandbox } from '../sandbox.ts';
import { train } from './in-process.ts';

const GATE = 'gate: [accuracy >= 0.55]\n';

describe('the budget of a run', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = fixtureRepository(fixtureConfig());
    sandbox.commit('base');
  });
  const run = (name: string, rest: string, ...changes: (readonly [string, string])[]) => {
    const config = changes.reduce((text, [from, to]) => text.replace(from, to), fixtureConfig(GATE + rest));
    sandbox.write(`${name}.yml`, config);
    return train(sandbox, `${name}.yml`, name);
  };
  const endless = ['epochs: 2', 'epochs: 9999'] as const;

  it('ends a run that cannot fit, says what it needs of what, and judges nothing', async () => {
    const { exitCode, result, summary } = await run('stop', 'budget: { wall_time: 60s }', endless);
    expect(exitCode).toBe(3);
    expect(result.verdict.sentence).toMatch(/^Over budget: the run needs .+ of 1 min \(.+ to .+\)\.$/);
    expect(result.error?.code).toBe('BUDGET_EXCEEDED');
    expect(result.training).toBeUndefined();
    const [limit] = result.verdict.budget;
    expect(limit).toMatchObject({ name: 'wall_time', limit: 60, exceeded: true });
    expect(limit!.spent).toBeLessThan(60);
    expect(limit!.forecast!.low).toBeGreaterThan(60);
    expect(summary).toContain('forecast');
    expect(existsSync(sandbox.path('stop/model/modules.json'))).toBe(false);
  }, 120_000);

  it('trains what fits where the best so far is asked for, and lets the rules decide', async () => {
    const budget = 'budget: { cost: { limit: 0.02, per_hour: 6 }, on_exceed: best-so-far }';
    const { exitCode, result } = await run('best', budget, endless);
    expect(result.training).toMatchObject({ stopped: 'budget' });
    expect(result.training!.epochs.length).toBeGreaterThan(0);
    const [limit] = result.verdict.budget;
    expect(limit).toMatchObject({ name: 'cost', unit: 'price', limit: 0.02 });
    expect(limit!.forecast!.estimate).toBeGreaterThan(0.02);
    // A machine that others use may take the report past the limit; then, and only then, the limit decides.
    expect(exitCode).toBe(limit!.exceeded ? 3 : 0);
    expect(limit!.exceeded).toBe(limit!.spent > limit!.limit);
  }, 120_000);

  it('refuses too many examples before anything is computed', async () => {
    const { exitCode, result } = await run('many', 'budget: { wall_time: 1h, memory: 64GiB, examples: 599 }');
    expect(exitCode).toBe(3);
    expect(result.verdict.sentence).toBe(
      'Over budget: the run has 600 training examples, the budget is 599.',
    );
    expect(result.times).not.toHaveProperty('encode');
    // The limit that ended it, and no other.
    const blamed = result.verdict.budget.filter(({ exceeded }) => exceeded);
    expect(blamed).toEqual([{ name: 'examples', unit: 'examples', limit: 599, spent: 600, exceeded: true }]);
  });

  it('tells what was spent of each limit, and what was foreseen, of a run that fits', async () => {
    const limits =
      'wall_time: 1h, gpu_time: 1h, memory: 64GiB, examples: 600, cost: { limit: 9, per_hour: 1 }';
    const { exitCode, result } = await run('fits', `budget: { ${limits} }`, ['epochs: 2', 'epochs: 30']);
    expect(exitCode).toBe(0);
    const { budget } = result.verdict;
    expect(budget.map(({ name }) => name)).toEqual(['wall_time', 'gpu_time', 'cost', 'memory', 'examples']);
    expect(budget.filter(({ exceeded }) => exceeded)).toEqual([]);
    const spent = Object.fromEntries(budget.map(one => [one.name, one.spent]));
    expect(spent).toMatchObject({ gpu_time: 0, examples: 600 });
    expect(spent.cost).toBeCloseTo(spent.wall_time! / 3600, 9);
    expect(spent.memory).toBe(result.usage!.memory);
    const { forecast } = budget[0]!;
    expect(forecast!.low).toBeLessThanOrEqual(forecast!.estimate);
    expect(forecast).toEqual(result.usage!.forecast);
  }, 120_000);

  it('stops early where more training is of no use, and judges as ever', async () => {
    const target = await run('target', '', ['epochs: 2', 'epochs: 50\n  stop_at: accuracy >= 0.55']);
    expect(target.exitCode).toBe(0);
    expect(target.result.training).toMatchObject({ stopped: 'target' });
    const { epochs } = target.result.training!;
    expect(epochs.findIndex(({ validationAccuracy }) => validationAccuracy >= 0.55)).toBe(epochs.length - 1);
    expect(target.summary).toContain('met the target');

    const patient = await run('patience', '', ['epochs: 2', 'epochs: 300\n  patience: 2']);
    expect(patient.exitCode).toBe(0);
    const { stopped, bestEpoch, epochs: all } = patient.result.training!;
    expect([stopped, all.length - bestEpoch]).toEqual(['patience', 2]);
  }, 120_000);
});
