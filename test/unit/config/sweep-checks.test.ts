import { describe, expect, it } from 'vitest';
import { crossChecks } from '../../../src/config/cross-checks.ts';
import { formatPath } from '../../../src/config/fault.ts';

const model = { base: 'm', dimensions: 64 };
const paths = (sweep: object, rest: object = {}): string[] =>
  crossChecks({ model, ...rest, sweep }).map(fault => formatPath(fault.path));

describe('sweepChecks', () => {
  it('asks for the size of heads, from either block', () => {
    const headless = { model: { base: 'm' }, train: { tune: 'all' } };
    expect(paths({ tune: ['all', 'head'] }, headless)).toEqual(['sweep.tune[1]']);
    expect(paths({ tune: ['all', 'head'], dimensions: [8] }, headless)).toEqual([]);
    expect(paths({ tune: ['all', 'head'] })).toEqual([]);
    expect(paths({ tune: ['all', { lora: 4 }] }, headless)).toEqual([]);
  });

  it('lets only heads be trained over int8', () => {
    const quantized = { model: { ...model, precision: 'int8' } };
    expect(paths({ tune: ['head', { last: 1 }, 'all'] }, quantized)).toEqual([
      'sweep.tune[1]',
      'sweep.tune[2]',
    ]);
    expect(paths({ tune: ['head'] }, quantized)).toEqual([]);
  });

  it('asks for what the strategy needs, and refuses what it takes no notice of', () => {
    expect(paths({})).toEqual([]);
    expect(paths({ strategy: 'random' })).toEqual(['sweep.trials']);
    expect(paths({ strategy: 'random', trials: 3, eta: 2 })).toEqual(['sweep.eta']);
    expect(paths({ trials: 3, resource: 'epochs' })).toEqual(['sweep.trials', 'sweep.resource']);
    expect(paths({ strategy: 'halving', eta: 2 })).toEqual([]);
    expect(paths({ strategy: 'halving', resource: 'examples' })).toEqual(['sweep.resource']);
    expect(paths({ strategy: 'halving', resource: 'examples', examples: [50, 100] })).toEqual([]);
    expect(paths({ strategy: 'halving', resource: 'examples' }, { data: { examples: 100 } })).toEqual([]);
  });

  it('lets a key stand that one of the losses has', () => {
    expect(paths({ loss: ['contrastive', 'cosent'] }, { train: { scale: 10, margin: 0.4 } })).toEqual([]);
    expect(paths({ loss: ['contrastive'] }, { train: { scale: 10 } })).toEqual(['train.scale']);
  });

  it('leaves alone what the schema refuses', () => {
    for (const sweep of ['grid', null, [], { tune: 'head', dimensions: 8, trials: 'x', strategy: 'grids' }])
      expect(() => crossChecks({ model, sweep })).not.toThrow();
  });
});
