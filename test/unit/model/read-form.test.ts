import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readForm } from '../../../src/model/architectures/read-form.ts';
import type { JsonObject } from '../../../src/model/model-folder.ts';
import { describeShared } from '../../shared.ts';
import { TINY_BERT_CONFIG } from './tiny.ts';
import { TINY_TRANSFORMERS, type TinyName } from './tiny-transformers.ts';

const place = { file: 'config.json' };
const read = (name: TinyName | 'bert', changes: JsonObject = {}) => {
  const config = name === 'bert' ? TINY_BERT_CONFIG : TINY_TRANSFORMERS[name].config;
  return readForm({ ...config, ...changes }, place);
};
const failure = (code: string, field: string) =>
  expect.objectContaining({ code, place, message: expect.stringContaining(field) });
const KNOWN = 'jinaai/jina-bert-implementation--modeling_bert.JinaBertModel';

const EVERY = ['bert', 'roberta', 'distilbert', 'mpnet', 'jina-bert'] as const;

describe.each(EVERY)('the config of %s', name => {
  it.each([
    ['is_decoder', true],
    ['add_cross_attention', true],
    ['quantization_config', { bits: 4 }],
    ['pruned_heads', { '0': [1] }],
    ['position_embedding_type', 'relative_key_query'],
    ['position_embedding_type', 'rotary'],
    ['feed_forward_type', 'reglu'],
    ['auto_map', { AutoModel: 'other/code--modeling_bert.JinaBertModel' }],
  ])('is refused for %s %j', (field, value) => {
    expect(() => read(name, { [field]: value })).toThrow(failure('MODEL_UNSUPPORTED', field));
  });

  it('takes what is written though it changes nothing', () => {
    const written = {
      is_decoder: false,
      quantization_config: null,
      pruned_heads: {},
      hidden_dropout_prob: 0.5,
    };
    expect(read(name, written).name).toBe(name);
  });
});

describe('readForm', () => {
  it.each(['modernbert', 'electra', 'toString', undefined, null, 3])('refuses model_type %j', model_type => {
    expect(() => read('bert', { model_type: model_type as string })).toThrow(
      failure('MODEL_UNSUPPORTED', 'model_type'),
    );
    expect(() => read('bert', { model_type: model_type as string })).toThrow(
      expect.objectContaining({ remedy: expect.stringMatching(/bert, roberta, .*distilbert, mpnet/) }),
    );
  });

  it.each([
    ['bert', 'hidden_act', 'swish'],
    ['roberta', 'hidden_act', 'silu'],
    ['mpnet', 'hidden_act', 'mish'],
    ['distilbert', 'activation', 'silu'],
    ['jina-bert', 'feed_forward_type', 'original'],
    ['jina-bert', 'feed_forward_type', undefined],
    ['jina-bert', 'auto_map', { AutoModel: 'jinaai/jina-bert-v2-qk-post-norm--modeling_bert.JinaBertModel' }],
    ['jina-bert', 'auto_map', { AutoConfig: KNOWN }],
    ['jina-bert', 'auto_map', 'x'],
    ['bert', 'auto_map', { AutoModel: KNOWN }],
  ] as const)('of %s refuses %s %j', (name, field, value) => {
    expect(() => read(name, { [field]: value })).toThrow(failure('MODEL_UNSUPPORTED', field));
  });

  it.each([
    ['distilbert', 'dim', undefined],
    ['distilbert', 'n_layers', 0],
    ['distilbert', 'n_heads', 5],
    ['roberta', 'hidden_size', '12'],
    ['roberta', 'num_attention_heads', 5],
    ['roberta', 'pad_token_id', -1],
    ['roberta', 'max_position_embeddings', 2],
    ['mpnet', 'max_position_embeddings', 2],
    ['mpnet', 'relative_attention_num_buckets', 7],
    ['mpnet', 'relative_attention_num_buckets', 2],
    ['jina-bert', 'intermediate_size', 1.5],
  ] as const)('of %s takes %s %j for broken', (name, field, value) => {
    expect(() => read(name, { [field]: value })).toThrow(failure('MODEL_INVALID', field));
  });

  it('takes a JinaBERT with the code that is published, or none', () => {
    expect(read('jina-bert').name).toBe('jina-bert');
    expect(read('jina-bert', { auto_map: undefined }).name).toBe('jina-bert');
    // GEGLU has its own activation.
    expect(read('jina-bert', { hidden_act: 'relu' }).activation).toBe(read('bert').activation);
  });

  it('has the defaults of transformers', () => {
    expect(read('mpnet', { relative_attention_num_buckets: undefined }).distance).toMatchObject({
      buckets: 32,
    });
    expect(read('roberta', { pad_token_id: undefined }).positions).toEqual({ rows: 22, first: 2 });
    expect(read('roberta', { layer_norm_eps: undefined }).epsilon).toBe(1e-12);
    expect(read('mpnet', { pad_token_id: 0 }).positions).toEqual({ rows: 22, first: 2 });
  });
});

describeShared('the configs of published models', shared => {
  it.each([
    ['all-MiniLM-L6-v2', 'bert', 6, 384, 512],
    ['all-mpnet-base-v2', 'mpnet', 12, 768, 512],
    ['jina-embeddings-v2-base-en', 'jina-bert', 12, 768, 8192],
  ])('%s is understood', (folder, name, layers, hidden, tokens) => {
    const file = path.join(shared, 'models', folder, 'config.json');
    const form = readForm(JSON.parse(readFileSync(file, 'utf8')), place);
    expect(form).toMatchObject({ name, layers, hidden, limit: { tokens } });
  });
});
