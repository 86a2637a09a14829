import { describe, expect, it } from 'vitest';
import { baselinesOf } from '../../../src/commands/baselines-of.ts';
import { recordOf } from '../../../src/evaluation/record.ts';
import { keysOf, ORIGIN } from '../evaluation/records.ts';
import { evaluationWith, pairsOf, trialReport } from './trial-report.ts';

const test = { ...pairsOf(100), keys: keysOf(100) };
const trained = { ...trialReport(5).trained!, test };
const record = recordOf(evaluationWith(20), test, ORIGIN);

describe('baselinesOf', () => {
  it('keeps the order of the configuration, whose first is the bar', () => {
    const references = { v1: evaluationWith(10), 'base-branch': evaluationWith(15) };
    const options = [
      'record',
      { model: 'm', name: 'v1' },
      { error_rate: 0.17 },
      'base-branch',
      'base-model',
    ] as const;
    const bars = { records: { record: { kind: 'found', record } as const }, job: {} };
    const found = baselinesOf([...options], { ...trained, references }, bars);
    expect(found).toMatchObject([
      { kind: 'record', name: 'record', errorRate: 0.2 },
      { kind: 'model', source: 'model', name: 'v1', evaluation: references.v1 },
      { kind: 'number', name: 'fixed 17 %', errorRate: 0.17 },
      { kind: 'model', source: 'base-branch', name: 'base-branch', evaluation: references['base-branch'] },
      { kind: 'model', source: 'base-model', evaluation: trained.baseModel },
    ]);
  });

  it('refuses what was not brought here, whatever its name', () => {
    for (const name of ['v1', 'constructor', '__proto__', 'hasOwnProperty']) {
      const named = [
        { model: 'm', name },
        { record: 'r.json', name },
      ];
      expect(baselinesOf(named, trained).map(({ kind }) => kind)).toEqual(['refused', 'refused']);
    }
    expect(baselinesOf(['base-branch'], trained)).toMatchObject([{ kind: 'refused' }]);
  });

  it('hands on why there is no model of the base branch', () => {
    const bars = { records: {}, job: {}, noBranch: { kind: 'absent', reason: 'nothing yet' } as const };
    expect(baselinesOf(['base-branch'], trained, bars)).toMatchObject([
      { kind: 'absent', reason: 'nothing yet' },
    ]);
    const failed = { ...trained, noBranch: 'its data is broken' };
    expect(baselinesOf(['base-branch'], failed)).toMatchObject([
      { kind: 'refused', reason: 'its data is broken' },
    ]);
  });

  it('holds a changed base model against the one of the base branch, or refuses', () => {
    const references = { 'base-model': evaluationWith(12) };
    const scored = baselinesOf(['base-model'], { ...trained, references }, undefined, true);
    expect(scored).toEqual([
      { kind: 'model', source: 'base-model', name: 'base-model', evaluation: references['base-model'] },
    ]);
    const bars = { records: {}, job: {}, noBaseModel: 'it is in Git LFS' };
    expect(baselinesOf(['base-model', { error_rate: 0.2 }], trained, bars, true)).toMatchObject([
      { kind: 'refused', name: 'base-model', reason: 'it is in Git LFS' },
      { kind: 'number' },
    ]);
  });

  it('knows how the base model scored on retrieval', () => {
    const scores = { queries: 2, documents: 3, metrics: { 'recall@1': 0.5 } };
    const retrievalScores = { candidate: scores, baseModel: scores };
    expect(baselinesOf(['base-model'], { ...trained, retrievalScores })[0]).toMatchObject({
      kind: 'model',
      retrieval: scores,
    });
  });

  it('knows a provider as such, whatever its name', () => {
    const provider = { base_url: 'https://api.example.com/v1', model: 'constructor', key_env: 'API_KEY' };
    const option = { provider: { ...provider, batch_size: 1, concurrency: 1 } };
    expect(baselinesOf([option], trained)[0]?.kind).toBe('refused');
    const references = { constructor: evaluationWith(5) };
    expect(baselinesOf([option], { ...trained, references })).toMatchObject([
      { kind: 'model', source: 'provider', name: 'constructor' },
    ]);
  });

  it('counts the seeds of this run', () => {
    const bars = {
      records: { record: { kind: 'found', record: { ...record, seeds: 3 } } as const },
      job: {},
    };
    expect(baselinesOf(['record'], trained, bars)[0]?.kind).toBe('refused');
    const seeds = [1, 2, 3].map(seed => ({ seed, evaluation: evaluationWith(5) }));
    expect(baselinesOf(['record'], { ...trained, seeds }, bars)[0]?.kind).toBe('record');
  });
});
