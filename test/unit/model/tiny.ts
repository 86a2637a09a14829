import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll } from 'vitest';
import { eagerEngine } from '../../../src/engine/eager.ts';
import { packApart, packTogether } from '../../../src/model/packing.ts';
import { type TensorData, writeSafetensors } from '../../../src/model/safetensors.ts';
import { type TokenTensors, tokenTensors } from '../../../src/model/token-batch.ts';

/** tfjs' own CPU backend, one operation at a time. */
export const engine = eagerEngine({ name: 'reference', version: 'test', device: 'cpu', gpu: false });

const made: string[] = [];
afterAll(() => Promise.all(made.splice(0).map(folder => rm(folder, { recursive: true, force: true }))));

/** A fresh folder, removed when the test file is done. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'finetune-gate-model-'));
  made.push(folder);
  return folder;
}

export async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeFile(path.join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
}

/** Seeded values, uniform in ±scale around `centre`. */
export function randomTensor(shape: number[], seed: number, scale = 0.5, centre = 0): TensorData {
  const random = xoroshiro128plus(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return {
    shape,
    values: Float32Array.from({ length: size }, () => centre + (2 * uniformFloat64(random) - 1) * scale),
  };
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const WORDS = 'how do i reset my password can you change the order of a late refund is it where what'.split(
  ' ',
);

/** The tiny models' words, special tokens first. */
export const VOCABULARY = [
  ...new Set([
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    ...LETTERS,
    ...LETTERS.map(c => `##${c}`),
    ...'?!.,',
    ...WORDS,
  ]),
];

/** A WordPiece tokenizer.json over `VOCABULARY`, lower-casing; special tokens around each text unless told otherwise. */
export function tinyTokenizer(options: { special?: boolean } = {}): Record<string, unknown> {
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: VOCABULARY.slice(0, 4).map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor:
      options.special === false
        ? null
        : {
            type: 'TemplateProcessing',
            single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
            pair: [],
            special_tokens: {},
          },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(VOCABULARY.map((word, id) => [word, id])),
    },
  };
}

export const TINY_BERT_CONFIG = {
  model_type: 'bert',
  vocab_size: VOCABULARY.length,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  max_position_embeddings: 20,
  type_vocab_size: 2,
};

/** Random weights for `TINY_BERT_CONFIG`, under the published names; written out by hand, not by the code under test. */
export function tinyBertWeights(seed = 1): Map<string, TensorData> {
  const { hidden_size: h, intermediate_size: inner, vocab_size, max_position_embeddings } = TINY_BERT_CONFIG;
  const tensors = new Map<string, TensorData>();
  const add = (name: string, shape: number[], centre = 0) =>
    tensors.set(name, randomTensor(shape, seed * 1000 + tensors.size, 0.5, centre));
  const linear = (name: string, output: number, input: number) => {
    add(`${name}.weight`, [output, input]);
    add(`${name}.bias`, [output]);
  };
  const norm = (name: string) => {
    add(`${name}.weight`, [h], 1);
    add(`${name}.bias`, [h]);
  };
  add('embeddings.word_embeddings.weight', [vocab_size, h]);
  add('embeddings.position_embeddings.weight', [max_position_embeddings, h]);
  add('embeddings.token_type_embeddings.weight', [2, h]);
  norm('embeddings.LayerNorm');
  for (const layer of ['encoder.layer.0', 'encoder.layer.1']) {
    linear(`${layer}.attention.self.query`, h, h);
    linear(`${layer}.attention.self.key`, h, h);
    linear(`${layer}.attention.self.value`, h, h);
    linear(`${layer}.attention.output.dense`, h, h);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, inner, h);
    linear(`${layer}.output.dense`, h, inner);
    norm(`${layer}.output.LayerNorm`);
  }
  return tensors;
}

export interface TinyOptions {
  readonly seed?: number;
  readonly config?: Record<string, unknown>;
  readonly tensors?: Map<string, TensorData>;
  /** Modules after the encoder, as [class, subfolder]. */
  readonly modules?: readonly (readonly [type: string, path: string])[];
  readonly pooling?: Record<string, unknown>;
}

const listed = (modules: readonly (readonly [string, string])[]) =>
  modules.map(([type, path], idx) => ({
    idx,
    name: `${idx}`,
    path,
    type: `sentence_transformers.models.${type}`,
  }));

/** A whole BERT folder of 2 layers × 8 with random weights: texts of at most 16 tokens, mean pooling. */
export async function tinyBert(options: TinyOptions = {}): Promise<string> {
  const folder = await temporaryFolder();
  await writeJson(folder, 'config.json', { ...TINY_BERT_CONFIG, ...options.config });
  await writeJson(folder, 'tokenizer.json', tinyTokenizer());
  await writeJson(folder, 'tokenizer_config.json', { pad_token: '[PAD]', model_max_length: 1e30 });
  await writeJson(folder, 'sentence_bert_config.json', { max_seq_length: 16, do_lower_case: false });
  await writeJson(folder, '1_Pooling/config.json', {
    word_embedding_dimension: TINY_BERT_CONFIG.hidden_size,
    ...(options.pooling ?? { pooling_mode_mean_tokens: true }),
  });
  const modules = [['Transformer', ''] as const, ...(options.modules ?? [['Pooling', '1_Pooling'] as const])];
  await writeJson(folder, 'modules.json', listed(modules));
  await writeSafetensors(
    path.join(folder, 'model.safetensors'),
    options.tensors ?? tinyBertWeights(options.seed),
  );
  return folder;
}

/** A Model2Vec folder: a table of 4 columns, row 0 (padding) and row 1 (unknown) zero, no special tokens. */
export async function tinyStatic(config: Record<string, unknown> = {}): Promise<string> {
  const folder = await temporaryFolder();
  await writeJson(folder, 'config.json', {
    model_type: 'model2vec',
    hidden_dim: 4,
    normalize: false,
    ...config,
  });
  await writeJson(folder, 'tokenizer.json', tinyTokenizer({ special: false }));
  await writeJson(folder, 'modules.json', listed([['StaticEmbedding', '.']]));
  const table = randomTensor([VOCABULARY.length, 4], 7);
  table.values.fill(0, 0, 8);
  await writeSafetensors(path.join(folder, 'model.safetensors'), new Map([['embeddings', table]]));
  return folder;
}

/** Texts of tokens as a batch, each in a row of its own. */
export function apart(tokens: readonly Int32Array[], padId = 0): TokenTensors {
  return tokenTensors(tokens, packApart(tokens.map(ids => ids.length)), { padId });
}

/** Texts of tokens as a batch, several to a row, in the order given. */
export function together(tokens: readonly Int32Array[], padId = 0): TokenTensors {
  const packing = packTogether(tokens.map(ids => ids.length));
  return tokenTensors(tokens, packing, { padId, texts: tokens.map((_, i) => i) });
}

/** The largest absolute difference; infinite when the lengths differ. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
