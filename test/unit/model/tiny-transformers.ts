import type { TensorData } from '../../../src/model/safetensors.ts';
import { randomTensor, tinyBert, VOCABULARY } from './tiny.ts';

/** Three heads, so that neither they nor the widths are powers of two. */
const HIDDEN = 12;
const HEADS = 3;
const INNER = 20;
const POSITIONS = 22;
export const LAYERS = 2;

const SIZES = {
  vocab_size: VOCABULARY.length,
  hidden_size: HIDDEN,
  num_hidden_layers: LAYERS,
  num_attention_heads: HEADS,
  intermediate_size: INNER,
  max_position_embeddings: POSITIONS,
  layer_norm_eps: 1e-5,
};

export interface TinyTransformer {
  /** What stands before the names of a checkpoint with a task's head. */
  readonly prefix: string;
  /** Most tokens of a text, where sentence-transformers sets no limit. */
  readonly limit: number;
  readonly config: Readonly<Record<string, unknown>>;
  /** Published name → shape, written out by hand, not by the code under test. */
  readonly shapes: readonly (readonly [name: string, shape: number[]])[];
}

type Shapes = TinyTransformer['shapes'];

const linear = (name: string, output = HIDDEN, input = HIDDEN): Shapes => [
  [`${name}.weight`, [output, input]],
  [`${name}.bias`, [output]],
];
const norm = (name: string): Shapes => [
  [`${name}.weight`, [HIDDEN]],
  [`${name}.bias`, [HIDDEN]],
];
const perLayer = (path: string, of: (layer: string) => Shapes): Shapes =>
  [0, 1].flatMap(index => of(`${path}.${index}`));

const words: Shapes = [['embeddings.word_embeddings.weight', [VOCABULARY.length, HIDDEN]]];
const positions: Shapes = [['embeddings.position_embeddings.weight', [POSITIONS, HIDDEN]]];
const types = (rows: number): Shapes => [['embeddings.token_type_embeddings.weight', [rows, HIDDEN]]];
const bertAttention = (layer: string): Shapes => [
  ...['query', 'key', 'value'].flatMap(part => linear(`${layer}.attention.self.${part}`)),
  ...linear(`${layer}.attention.output.dense`),
  ...norm(`${layer}.attention.output.LayerNorm`),
];
const bertFeedForward = (layer: string): Shapes => [
  ...linear(`${layer}.intermediate.dense`, INNER),
  ...linear(`${layer}.output.dense`, HIDDEN, INNER),
  ...norm(`${layer}.output.LayerNorm`),
];

export const TINY_TRANSFORMERS: Readonly<
  Record<'roberta' | 'distilbert' | 'mpnet' | 'jina-bert', TinyTransformer>
> = {
  roberta: {
    prefix: 'roberta',
    limit: POSITIONS - 2,
    config: { ...SIZES, model_type: 'xlm-roberta', type_vocab_size: 1, pad_token_id: 1 },
    shapes: [
      ...words,
      ...positions,
      ...types(1),
      ...norm('embeddings.LayerNorm'),
      ...perLayer('encoder.layer', layer => [...bertAttention(layer), ...bertFeedForward(layer)]),
    ],
  },
  distilbert: {
    prefix: 'distilbert',
    limit: POSITIONS,
    config: {
      model_type: 'distilbert',
      vocab_size: VOCABULARY.length,
      dim: HIDDEN,
      n_layers: LAYERS,
      n_heads: HEADS,
      hidden_dim: INNER,
      max_position_embeddings: POSITIONS,
      activation: 'gelu',
      sinusoidal_pos_embds: true,
    },
    shapes: [
      ...words,
      ...positions,
      ...norm('embeddings.LayerNorm'),
      ...perLayer('transformer.layer', layer => [
        ...['q', 'k', 'v', 'out'].flatMap(part => linear(`${layer}.attention.${part}_lin`)),
        ...norm(`${layer}.sa_layer_norm`),
        ...linear(`${layer}.ffn.lin1`, INNER),
        ...linear(`${layer}.ffn.lin2`, HIDDEN, INNER),
        ...norm(`${layer}.output_layer_norm`),
      ]),
    ],
  },
  mpnet: {
    prefix: 'mpnet',
    limit: POSITIONS - 2,
    config: { ...SIZES, model_type: 'mpnet', relative_attention_num_buckets: 8 },
    shapes: [
      ...words,
      ...positions,
      ...norm('embeddings.LayerNorm'),
      ['encoder.relative_attention_bias.weight', [8, HEADS]],
      ...perLayer('encoder.layer', layer => [
        ...['q', 'k', 'v', 'o'].flatMap(part => linear(`${layer}.attention.attn.${part}`)),
        ...norm(`${layer}.attention.LayerNorm`),
        ...bertFeedForward(layer),
      ]),
    ],
  },
  'jina-bert': {
    prefix: 'bert',
    limit: POSITIONS,
    config: {
      ...SIZES,
      model_type: 'bert',
      type_vocab_size: 2,
      position_embedding_type: 'alibi',
      feed_forward_type: 'geglu',
      auto_map: { AutoModel: 'jinaai/jina-bert-implementation--modeling_bert.JinaBertModel' },
    },
    shapes: [
      ...words,
      ...types(2),
      ...norm('embeddings.LayerNorm'),
      ...perLayer('encoder.layer', layer => [
        ...bertAttention(layer),
        [`${layer}.mlp.gated_layers.weight`, [2 * INNER, HIDDEN]],
        ...linear(`${layer}.mlp.wo`, HIDDEN, INNER),
        ...norm(`${layer}.mlp.layernorm`),
      ]),
    ],
  },
};

export type TinyName = keyof typeof TINY_TRANSFORMERS;
export const TINY_NAMES = Object.keys(TINY_TRANSFORMERS) as TinyName[];

/** Random weights, the gains of layer norms around 1. */
export function tinyWeights(name: TinyName): Map<string, TensorData> {
  return new Map(
    TINY_TRANSFORMERS[name].shapes.map(([weight, shape], i) => {
      const gain = /(LayerNorm|layer_norm|layernorm)\.weight$/.test(weight) ? 1 : 0;
      return [weight, randomTensor(shape, i + 1, 0.5, gain)];
    }),
  );
}

export interface TinyTransformerOptions {
  readonly config?: Record<string, unknown>;
  readonly tensors?: Map<string, TensorData>;
  readonly pooling?: Record<string, unknown>;
}

/** A whole folder of that architecture: texts of at most 16 tokens, mean pooling. */
export function tinyTransformer(
  name: TinyName,
  { config, tensors, pooling }: TinyTransformerOptions = {},
): Promise<string> {
  return tinyBert({
    // What the folder's own config has not must not be left from BERT's.
    config: { type_vocab_size: undefined, ...TINY_TRANSFORMERS[name].config, ...config },
    tensors: tensors ?? tinyWeights(name),
    pooling: { word_embedding_dimension: HIDDEN, ...(pooling ?? { pooling_mode_mean_tokens: true }) },
  });
}
