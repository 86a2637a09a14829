import { describe, expect, it } from 'vitest';
import { statistics } from '../../../src/evaluation/statistics.ts';
import { COST_METRICS, type Costs } from '../../../src/evaluation/types.ts';
import { applyRules } from '../../../src/gate/apply-rule.ts';
import { parseRule } from '../../../src/gate/rules.ts';
import { UNITS } from '../../../src/gate/units.ts';
import { measured, withErrors } from './candidate.ts';

const apply = (rule: string, costs: Costs) =>
  applyRules([parseRule(rule)], { ...measured(withErrors(1, 10)), costs }, statistics)[0]!;

describe('rules of cost', () => {
  it.each([
    ['dimensions <= 256', { metric: 'dimensions', comparator: '<=', value: 256 }],
    ['dimensions<256', { comparator: '<', value: 256 }],
    ['model_bytes <= 500MB', { metric: 'model_bytes', value: 500_000_000 }],
    ['model_bytes <= 500 MB', { value: 500_000_000 }],
    ['model_bytes <= 0.1MB', { value: 100_000 }],
    ['model_bytes <= 1.5GB', { value: 1.5e9 }],
    ['model_bytes <= 64KiB', { value: 65_536 }],
    ['model_bytes <= 2GiB', { value: 2_147_483_648 }],
    ['model_bytes <= 1024B', { value: 1024 }],
    ['model_bytes <= 5e8', { value: 5e8 }],
    ['parameters <= 30M', { metric: 'parameters', value: 30_000_000 }],
    ['tokens_encoded < 2.5k', { metric: 'tokens_encoded', value: 2500 }],
    ['provider_tokens <= 1G', { value: 1e9 }],
    ['gpu_minutes <= 15', { metric: 'gpu_minutes', value: 15 }],
    ['wall_minutes <= 7.5 min', { value: 7.5 }],
    ['provider_cost <= 1.50', { value: 1.5 }],
  ])('%s', (text, rule) => {
    expect(parseRule(text)).toMatchObject({ kind: 'cost', text, ...rule });
  });

  it.each([
    ['dimension <= 256', 1, 'did you mean `dimensions`?', '`model_bytes`'],
    [
      'dimensions >= 256',
      12,
      'would reward a worse model, dimensions is better when lower',
      '`dimensions <= …`',
    ],
    ['dimensions = 256', 12, '`=` is not a comparator', '`dimensions <= …`'],
    ['dimensions <=', 14, 'a number is missing', '`dimensions <= 256`'],
    ['dimensions <= few', 15, '`few` is not a number', '`dimensions <= 256`'],
    ['dimensions <= -3', 15, '`-` is not a number', '`dimensions <= 256`'],
    ['dimensions <= 90%', 15, '`90%` is not a number', '`dimensions <= 256`'],
    ['dimensions <= 256MB', 18, '`MB` is not a unit of `dimensions`', 'the number alone'],
    ['model_bytes <= 500mb', 19, '`mb` is not a unit of `model_bytes`; did you mean `MB`?', '`MiB`'],
    ['model_bytes <= 500 M', 20, '`M` is not a unit of `model_bytes`; did you mean `MB`?', '`MiB`'],
    ['model_bytes <= 500MB extra', 22, '`extra` is not expected here', 'one comparison'],
    ['parameters <= 30MB', 17, '`MB` is not a unit of `parameters`; did you mean `M`?', '`k`'],
    ['gpu_minutes <= 900s', 19, '`s` is not a unit of `gpu_minutes`', '`min`'],
    ['dimensions <= baseline', 15, '`dimensions` cannot be compared with a baseline', '`dimensions <= 256`'],
    ['model_bytes <= base branch', 16, 'cannot be compared with a baseline', '`model_bytes <= 500MB`'],
    ['dimensions <= 256 @ 95%', 19, '`dimensions` is known exactly', 'Drop'],
    ['dimensions[lang=en] <= 256', 11, '`dimensions` is of the whole run', 'Drop `[lang=en]`'],
  ])('refuse `%s`', (text, position, problem, remedy) => {
    expect(() => parseRule(text)).toThrow(
      expect.objectContaining({
        code: 'RULE_INVALID',
        message: expect.stringContaining(problem),
        remedy: expect.stringContaining(remedy),
      }),
    );
    expect(() => parseRule(text)).toThrow(`Rule \`${text}\`, position ${position}: `);
  });

  it('know every cost and each of its units', () => {
    for (const metric of COST_METRICS) {
      expect(parseRule(`${metric} <= 7`)).toMatchObject({ kind: 'cost', value: 7 });
      for (const { name, size } of UNITS[metric])
        expect(parseRule(`${metric} <= 7${name}`)).toMatchObject({ value: 7 * size });
    }
  });
});

describe('a rule of cost', () => {
  it.each([
    ['dimensions <= 256', { dimensions: 256 }, 'holds', 'at most 256', '256'],
    ['dimensions < 256', { dimensions: 256 }, 'broken', 'less than 256', '256'],
    ['dimensions <= 256', { dimensions: 257 }, 'broken', 'at most 256', '257'],
    ['model_bytes <= 500MB', { model_bytes: 512_345_678 }, 'broken', 'at most 500 MB', '512.3 MB'],
    ['model_bytes <= 500MB', { model_bytes: 500_000_001 }, 'broken', 'at most 500 MB', '500.000001 MB'],
    ['model_bytes <= 500000', { model_bytes: 50_000 }, 'holds', 'at most 500,000 B', '50,000 B'],
    ['parameters <= 30M', { parameters: 22_713_216 }, 'holds', 'at most 30 M', '22.7 M'],
    ['gpu_minutes <= 15', { gpu_minutes: 15.02 }, 'broken', 'at most 15 min', '15.02 min'],
    ['wall_minutes <= 15', { wall_minutes: 0 }, 'holds', 'at most 15 min', '0.0 min'],
    ['provider_cost <= 1.50', { provider_cost: 1.254 }, 'holds', 'at most 1.5', '1.25'],
  ])('%s of %j: %s', (rule, costs, state, expected, actual) => {
    expect(apply(rule, costs)).toMatchObject({ rule, state, expected, actual, n: 0 });
  });

  it('says it in a sentence', () => {
    expect(apply('model_bytes <= 500MB', { model_bytes: 512_345_678 }).sentence).toBe(
      'The size of the model is 512.3 MB; the rule asks for at most 500 MB.',
    );
    expect(apply('dimensions <= 256', { dimensions: 384 }).sentence).toBe(
      'The number of dimensions is 384; the rule asks for at most 256.',
    );
  });

  it('never holds where nothing was measured, and says so', () => {
    for (const metric of COST_METRICS) {
      for (const costs of [{}, { [metric]: Number.NaN }]) {
        const outcome = apply(`${metric} <= 1000`, costs);
        expect(outcome).toMatchObject({ state: 'inconclusive', actual: 'not measured' });
        expect(outcome.sentence).toMatch(/ was not measured: .+; the rule asks for at most /);
      }
    }
    expect(apply('gpu_minutes <= 15', {}).sentence).toBe(
      'The time on a GPU was not measured: the engine did not tell it; the rule asks for at most 15 min.',
    );
  });
});
