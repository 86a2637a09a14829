import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { EXAMPLE, SMALLEST } from './examples.ts';

describe('parseConfig', () => {
  it('reads the whole format', () => {
    const config = parseConfig(EXAMPLE, 'finetune-gate.yml');
    expect(config.version).toBe(1);
    expect(config.data).toMatchObject({
      train: ['data/train.tsv'],
      validation: ['data/validation.tsv'],
      test: ['data/test.tsv'],
      columns: { first: 'question1', second: 'question2', label: 'is_duplicate' },
      examples: 2000,
    });
    expect(config.model).toEqual({
      base: 'models/tiny',
      max_length: 128,
      dimensions: 256,
      precision: 'fp32',
    });
    expect(config.train).toEqual({
      tune: 'head',
      loss: 'online-contrastive',
      margin: 0.5,
      epochs: 8,
      batch_size: 32,
      learning_rate: 1e-4,
      warmup_steps: 500,
      weight_decay: 0.01,
      max_grad_norm: 1,
      seed: 42,
      checkpoint_every: 60,
    });
    expect(config.evaluate).toEqual({ threshold: 'validation', seeds: 1 });
    expect(config.baseline).toEqual(['base-model', { error_rate: 0.17 }]);
    expect(config.gate).toEqual(['accuracy >= 0.90', 'error_rate < baseline']);
    expect(config.inconclusive).toBe('fail');
    expect(config.budget).toEqual({ wall_time: 1200 });
  });

  it('fills in every default', () => {
    const config = parseConfig(SMALLEST, 'finetune-gate.yml');
    expect(config.data.fail_on).toEqual(['leakage', 'conflict']);
    expect(config.data.validation).toBe(0.1);
    expect(config.train).toEqual({
      tune: 'head',
      loss: 'online-contrastive',
      epochs: 8,
      batch_size: 32,
      learning_rate: 1e-4,
      weight_decay: 0.01,
      max_grad_norm: 1,
      seed: 42,
      checkpoint_every: 60,
    });
    expect(config.evaluate).toEqual({ threshold: 'validation', seeds: 1 });
    expect(config.baseline).toEqual(['base-model']);
    expect(config.gate).toEqual(['accuracy >= 0.90']);
    expect(config.inconclusive).toBe('fail');
    expect(config.budget).toEqual({});
  });

  it('reads JSON, a byte-order mark, CRLF, comments and a document marker', () => {
    const expected = parseConfig(SMALLEST, 'x');
    const json =
      '{"version":1,"data":{"train":"a.tsv","validation":0.1,"test":"c.tsv"},"model":{"base":"m","dimensions":64}}';
    expect(parseConfig(json, 'x')).toEqual(expected);
    expect(parseConfig(`\ufeff${SMALLEST}`, 'x')).toEqual(expected);
    expect(parseConfig(SMALLEST.replaceAll('\n', '\r\n'), 'x')).toEqual(expected);
    expect(parseConfig(`# a comment\n---\n${SMALLEST}...\n`, 'x')).toEqual(expected);
  });

  it('takes words of YAML 1.1 for text: this is YAML 1.2', () => {
    const config = parseConfig(SMALLEST.replace('c.tsv', 'off'), 'x');
    expect(config.data.test).toEqual(['off']);
  });

  it('gives each call its own lists', () => {
    const first = parseConfig(SMALLEST, 'x');
    first.baseline.push({ error_rate: 0.5 });
    first.gate.push('recall >= 0.5');
    first.data.fail_on.push('encoding');
    expect(parseConfig(SMALLEST, 'x')).toMatchObject({
      baseline: ['base-model'],
      gate: ['accuracy >= 0.90'],
      data: { fail_on: ['leakage', 'conflict'] },
    });
  });
});
