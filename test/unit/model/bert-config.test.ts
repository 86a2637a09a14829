import { describe, expect, it } from 'vitest';
import { readBertConfig } from '../../../src/model/architectures/bert-config.ts';
import { bertShapes } from '../../../src/model/architectures/bert-weights.ts';
import { TINY_BERT_CONFIG, tinyBertWeights } from './tiny.ts';

const place = { file: 'config.json' };
const read = (change: Record<string, unknown> = {}) =>
  readBertConfig({ ...TINY_BERT_CONFIG, ...change }, place);

describe('readBertConfig', () => {
  it('reads what transformers writes, with its defaults', () => {
    const { activation, ...sizes } = read({
      type_vocab_size: undefined,
      layer_norm_eps: undefined,
      hidden_act: undefined,
    });
    expect(sizes).toEqual({
      vocab_size: TINY_BERT_CONFIG.vocab_size,
      hidden_size: 8,
      num_hidden_layers: 2,
      num_attention_heads: 2,
      intermediate_size: 16,
      max_position_embeddings: 20,
      type_vocab_size: 2,
      layer_norm_eps: 1e-12,
    });
    expect(activation).toBe(read().activation);
    expect(
      read({ position_embedding_type: 'absolute', is_decoder: false, classifier_dropout: null }),
    ).toBeTruthy();
  });

  it('names every weight of the model and its shape', () => {
    const shapes = [...bertShapes(read())].sort();
    expect(shapes).toEqual([...tinyBertWeights()].map(([name, { shape }]) => [name, shape]).sort());
  });

  it.each([
    ['model_type', 'mpnet'],
    ['model_type', undefined],
    ['position_embedding_type', 'alibi'],
    ['position_embedding_type', 'relative_key'],
    ['feed_forward_type', 'geglu'],
    ['is_decoder', true],
    ['add_cross_attention', true],
    ['quantization_config', { bits: 4 }],
    ['auto_map', { AutoModel: 'x--y.Z' }],
    ['hidden_act', 'swish'],
  ])('refuses %s %j', (field, value) => {
    expect(() => read({ [field]: value })).toThrow(
      expect.objectContaining({ code: 'MODEL_UNSUPPORTED', place, message: expect.stringContaining(field) }),
    );
  });

  it.each([
    ['hidden_size', undefined],
    ['hidden_size', '8'],
    ['vocab_size', 0],
    ['num_hidden_layers', 1.5],
    ['num_hidden_layers', 1e9],
    ['intermediate_size', -16],
    ['layer_norm_eps', -1],
    ['num_attention_heads', 3],
  ])('takes %s %j for a broken config', (field, value) => {
    expect(() => read({ [field]: value })).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', place, message: expect.stringContaining(field) }),
    );
  });
});
