import { describe, expect, it } from 'vitest';
import { crossChecks } from '../../../src/config/cross-checks.ts';
import { formatPath } from '../../../src/config/fault.ts';

const paths = (input: unknown): string[] => crossChecks(input).map(fault => formatPath(fault.path));

describe('crossChecks', () => {
  it('asks for the size of the head that is to be trained, by default or by name', () => {
    expect(paths({ model: { base: 'm' } })).toEqual(['model.dimensions']);
    expect(paths({ model: { base: 'm' }, train: { tune: 'head' } })).toEqual(['model.dimensions']);
    expect(paths({ model: { base: 'm', dimensions: 8 } })).toEqual([]);
    expect(paths({ model: { base: 'm' }, train: { tune: 'all' } })).toEqual([]);
  });

  it('asks for a frozen encoder where it is to be quantized', () => {
    const model = { base: 'm', dimensions: 8, precision: 'int8' };
    expect(paths({ model })).toEqual([]);
    expect(paths({ model, train: { tune: 'head' } })).toEqual([]);
    expect(paths({ model, train: { tune: 'all' } })).toEqual(['model.precision']);
    expect(paths({ model, train: { tune: { last: 2 } } })).toEqual(['model.precision']);
    expect(paths({ model: { ...model, precision: 'fp32' }, train: { tune: 'all' } })).toEqual([]);
  });

  it('asks that rules name listed baselines', () => {
    const baseline = ['base-model', { error_rate: 0.17 }, { error_rate: 0.2, name: 'my API' }];
    const gate = [
      'error_rate < baseline',
      'error_rate < baseline.base-model',
      'error_rate <= baseline."my API" + 1%',
    ];
    expect(paths({ baseline, gate })).toEqual([]);
    expect(paths({ baseline, gate: [...gate, 'error_rate <= baseline."fixed 17 %"'] })).toEqual([]);
    expect(paths({ baseline, gate: [...gate, 'error_rate < baseline.other'] })).toEqual(['gate[3]']);
    expect(paths({ gate: ['error_rate < baseline.base-model'] })).toEqual([]);
    expect(paths({ baseline: { error_rate: 0.2 }, gate: ['error_rate < baseline.base-model'] })).toEqual([
      'gate[0]',
    ]);
  });

  it('leaves alone what the schema refuses', () => {
    for (const input of [
      null,
      3,
      'x',
      [],
      {},
      { model: 3 },
      { model: null, train: [] },
      { gate: 5, baseline: [5] },
    ]) {
      expect(paths(input)).toEqual([]);
    }
    expect(paths({ model: {}, train: 'x' })).toEqual([]);
    expect(paths({ model: {}, train: { tune: 'hed' } })).toEqual([]);
    expect(paths({ baseline: 'nonsense', gate: ['error_rate < baseline.x'] })).toEqual([]);
  });
});
