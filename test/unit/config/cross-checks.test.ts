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

  it('lets only a head be trained over a provider, which has no settings of an encoder', () => {
    const base = { provider: { base_url: 'https://api.example.com/v1', model: 'm' } };
    const model = { base, dimensions: 8 };
    expect(paths({ model })).toEqual([]);
    expect(paths({ model, train: { tune: 'head' } })).toEqual([]);
    for (const tune of ['all', { last: 1 }, { lora: 4 }]) {
      expect(paths({ model, train: { tune } })).toEqual(['train.tune']);
    }
    const keys = { precision: 'int8', max_length: 8, sha256: 'x' };
    expect(paths({ model: { ...model, ...keys } })).toEqual([
      'model.sha256',
      'model.max_length',
      'model.precision',
    ]);
    expect(paths({ model: { base } })).toEqual(['model.dimensions']);
  });

  it('asks that a key of a loss stands beside that loss', () => {
    const model = { base: 'm', dimensions: 8 };
    const of = (train: object) =>
      crossChecks({ model, train }).map(fault => [formatPath(fault.path), fault.message]);
    expect(of({ margin: 0.4 })).toEqual([]);
    expect(of({ scale: 10 })).toEqual([
      [
        'train.scale',
        'train.loss is online-contrastive, which has no scale; scale is for cosent, multiple-negatives-ranking',
      ],
    ]);
    expect(of({ loss: 'cosent', scale: 10, margin: 1, symmetric: false, distance: 'cosine' })).toEqual([
      [
        'train.margin',
        expect.stringMatching(/has no margin; margin is for online-contrastive, contrastive, triplet$/),
      ],
      ['train.symmetric', expect.stringMatching(/symmetric is for multiple-negatives-ranking$/)],
      ['train.distance', expect.stringMatching(/distance is for triplet$/)],
    ]);
    expect(of({ loss: 'multiple-negatives-ranking', scale: 10, symmetric: true })).toEqual([]);
    expect(of({ loss: 'triplet', distance: 'cosine', margin: 1 })).toEqual([]);
    expect(of({ loss: 'tripled', scale: 3 })).toEqual([]);
  });

  it('asks for a margin that a cosine distance can reach', () => {
    const model = { base: 'm', dimensions: 8 };
    for (const train of [
      { margin: 3 },
      { loss: 'contrastive', margin: 2.1 },
      { loss: 'triplet', distance: 'cosine', margin: 5 },
    ])
      expect(paths({ model, train })).toEqual(['train.margin']);
    for (const train of [
      { margin: 2 },
      { loss: 'triplet', margin: 5 },
      { loss: 'triplet', distance: 'euclidean', margin: 5 },
    ])
      expect(paths({ model, train })).toEqual([]);
  });

  it('asks that Matryoshka dimensions are no more than the model has', () => {
    const train = { matryoshka: [256, 128, 257, 'x'] };
    expect(paths({ model: { base: 'm', dimensions: 256 }, train })).toEqual(['train.matryoshka[2]']);
    const small = { model: { base: 'm', dimensions: 512 }, train, sweep: { dimensions: [512, 256, 'x'] } };
    expect(paths(small)).toEqual(['sweep.dimensions[1]']);
    expect(paths({ model: { base: 'm' }, train: { ...train, tune: 'all' } })).toEqual([]);
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

  it('asks that the base branch is a baseline before rules compare with it', () => {
    const gate = ['accuracy >= 0.9', 'error_rate <= base branch + 0.01'];
    expect(crossChecks({ gate })).toEqual([
      {
        path: ['gate', 1],
        message: 'the base branch is not among the baselines; expected base-branch under baseline',
      },
    ]);
    expect(crossChecks({ gate: ['error_rate < baseline.base-modle'] })[0]?.message).toBe(
      'no baseline is called base-modle; expected one of base-model; did you mean base-model?',
    );
  });

  it('asks a known error rate for errors of all test pairs only', () => {
    const baseline = [{ error_rate: 0.17, name: 'api' }, 'base-model'];
    const gate = [
      'error_rate < baseline',
      'accuracy >= baseline.api - 1%',
      'f1 >= baseline.base-model',
      'accuracy[lang=en] > baseline.base-model',
    ];
    expect(paths({ baseline, gate })).toEqual([]);
    const wrong = ['f1 >= baseline', 'accuracy[lang=en] > baseline.api'];
    expect(paths({ baseline, gate: [...gate, ...wrong] })).toEqual(['gate[4]', 'gate[5]']);
    expect(crossChecks({ baseline, gate: wrong })[0]?.message).toBe(
      'api is a known error rate; expected error_rate or accuracy of all test pairs beside it, or another baseline',
    );
  });

  it('asks for retrieval where a rule compares it', () => {
    const gate = ['ndcg@10 >= baseline'];
    const retrieval = { queries: 'q', corpus: 'c', relevance: 'r', k: [5] };
    expect(paths({ gate })).toEqual(['gate[0]']);
    expect(paths({ gate, evaluate: { retrieval } })).toEqual(['gate[0]']);
    expect(paths({ gate, evaluate: { retrieval: { ...retrieval, k: [10] } } })).toEqual([]);
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
    expect(paths({ model: { dimensions: 'x' }, train: { matryoshka: [3], margin: 'x' } })).toEqual([]);
    expect(paths({ model: {}, train: { tune: 'all', matryoshka: 3 } })).toEqual([]);
    expect(paths({ baseline: 'nonsense', gate: ['error_rate < baseline.x'] })).toEqual([]);
  });
});
