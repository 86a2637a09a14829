import { describe, expect, it } from 'vitest';
import { baselineName } from '../../../src/evaluation/baseline-name.ts';
import { baselineOptions, evaluateOptions, providerOptions } from '../../../src/evaluation/options.ts';

describe('evaluateOptions', () => {
  it('defaults to the validation split and one seed', () => {
    expect(evaluateOptions.parse({})).toEqual({ threshold: 'validation', seeds: 1 });
  });

  it.each(['logistic', 0.75, -1])('takes %s', threshold => {
    expect(evaluateOptions.parse({ threshold }).threshold).toBe(threshold);
  });

  it.each(['test', 1.5, Number.NaN, null])('refuses %s', threshold => {
    expect(evaluateOptions.safeParse({ threshold }).success).toBe(false);
  });

  it.each([0, 2, 4, 17, 1.5, '3'])('refuses %j seeds: there is no majority, or no end', seeds => {
    expect(evaluateOptions.safeParse({ seeds }).success).toBe(false);
  });

  it('names each column once', () => {
    expect(evaluateOptions.parse({ seeds: 15, slices: ['source', ' lang', 'source'] })).toMatchObject({
      seeds: 15,
      slices: ['source', 'lang'],
    });
    expect(evaluateOptions.safeParse({ slices: [] }).success).toBe(false);
    expect(evaluateOptions.safeParse({ slices: [' '] }).success).toBe(false);
  });
});

describe('baselineOptions', () => {
  it('defaults to the base model, and takes one or a list', () => {
    expect(baselineOptions.parse(undefined)).toEqual(['base-model']);
    expect(baselineOptions.parse('base-model')).toEqual(['base-model']);
    expect(baselineOptions.parse({ error_rate: 0.17 })).toEqual([{ error_rate: 0.17 }]);
    expect(baselineOptions.parse(['base-model', { error_rate: 0.17, name: 'api' }])).toHaveLength(2);
    expect(baselineOptions.parse(['base-branch', 'record'])).toEqual(['base-branch', 'record']);
    const others = [
      { record: 'old.json', name: 'old' },
      { model: 'models/v1', name: 'v1', max_length: 64 },
    ];
    expect(baselineOptions.parse(others)).toEqual(others);
  });

  it.each([
    [[]],
    ['other'],
    [{ error_rate: 17 }],
    [{ error_rate: 0.1, nam: 'x' }],
    [{ error_rate: 0.1, name: 'a"b' }],
    [['base-model', 'base-model']],
    [[{ error_rate: 0.1 }, { error_rate: 0.1 }]],
    [[{ error_rate: 0.1, name: 'base-model' }, 'base-model']],
    [['record', { record: 'other.json' }]],
    [{ record: '' }],
    [{ record: 'a.json', error_rate: 0.1 }],
    [{ model: 'models/v1' }],
    [{ model: 'models/v1', name: 'v1', sha256: 'abc' }],
  ])('refuses %j', value => {
    expect(baselineOptions.safeParse(value).success).toBe(false);
  });

  it('says which entry has a name twice', () => {
    const { error } = baselineOptions.safeParse(['base-model', { error_rate: 0.1, name: 'base-model' }]);
    expect(error?.issues[0]).toMatchObject({ path: [1], message: expect.stringContaining('`base-model`') });
  });
});

describe('baselineName', () => {
  it.each([
    ['base-model' as const, 'base-model'],
    ['base-branch' as const, 'base-branch'],
    ['record' as const, 'record'],
    [{ record: 'old.json' }, 'record'],
    [{ record: 'old.json', name: 'old' }, 'old'],
    [{ model: 'models/v1', name: 'v1' }, 'v1'],
    [{ error_rate: 0.17 }, 'fixed 17 %'],
    [{ error_rate: 0.1234 }, 'fixed 12.34 %'],
    [{ error_rate: 0.17, name: 'OpenAI small' }, 'OpenAI small'],
  ])('%j', (option, name) => {
    expect(baselineName(option)).toBe(name);
  });
});

describe('providerOptions', () => {
  const provider = { base_url: 'https://api.example.com/v1', model: 'small' };

  it('has defaults for all but the address and the model', () => {
    expect(providerOptions.parse(provider)).toEqual({
      ...provider,
      key_env: 'OPENAI_API_KEY',
      batch_size: 256,
      concurrency: 4,
    });
  });

  it.each(['http://localhost:8080/v1', 'http://127.0.0.1/v1', 'http://127.8.9.1/v1', 'http://[::1]:1/v1'])(
    'speaks in the clear to this machine: %s',
    base_url => {
      expect(providerOptions.safeParse({ ...provider, base_url }).success).toBe(true);
    },
  );

  it.each([
    { base_url: 'http://api.example.com/v1' },
    { base_url: 'http://localhost.example.com/v1' },
    { base_url: 'http://127.0.0.1.example.com/v1' },
    { base_url: 'http://10.0.0.1/v1' },
    { base_url: 'ftp://localhost/v1' },
    { base_url: 'https://user:secret@api.example.com/v1' },
    { base_url: 'https://api.example.com/v1?key=1' },
    { base_url: 'https://api.example.com/v1#x' },
    { base_url: 'api.example.com' },
    { key_env: 'PATH' },
    { key_env: 'sk-1234' },
    { key_env: 'LD_LIBRARY_PATH' },
    { model: '' },
    { model: 'a\nb' },
    { dimensions: 0 },
    { max_cost: 1 },
    { max_cost: -1, price_per_million_tokens: 1 },
    { batch_size: 4096 },
    { concurrency: 0 },
    { api_key: 'sk-1234' },
  ])('refuses %j', own => {
    expect(providerOptions.safeParse({ ...provider, ...own }).success).toBe(false);
  });

  it('is a baseline by its name, or that of its model', () => {
    const named = baselineOptions.parse([{ provider: { ...provider, name: 'api' } }, { provider }]);
    expect(named.map(baselineName)).toEqual(['api', 'small']);
    expect(baselineOptions.safeParse([{ provider }, { provider }]).success).toBe(false);
  });
});
