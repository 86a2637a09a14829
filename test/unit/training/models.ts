import { gelu, geluTanh } from '../../../src/model/activations.ts';
import { bert } from '../../../src/model/architectures/bert.ts';
import { bertShapes } from '../../../src/model/architectures/bert-weights.ts';
import { Dense } from '../../../src/model/dense.ts';
import type { EmbeddingModel } from '../../../src/model/embedding-model.ts';
import { applyModules, type Module } from '../../../src/model/modules.ts';
import { Random } from '../engine/random.ts';

/** Only a head over features; there is no encoder to call. */
export function headModel(inputs: number, outputs: number, seed = 1): EmbeddingModel {
  const head = Dense.xavier(inputs, outputs, seed);
  return {
    head,
    modules: [],
    architecture: { variables: new Map() },
    tokenizer: { padId: 0 },
    weightsHash: 'sha256:none',
    baseDimensions: inputs,
    dimensions: outputs,
    applyHead: (x: Parameters<Dense['apply']>[0]) => head.apply(x),
    dispose: () => head.dispose(),
  } as unknown as EmbeddingModel;
}

export interface TinyOptions {
  readonly modules?: readonly Module[];
  readonly head?: number;
  readonly tanh?: boolean;
}

export const TINY = { hidden: 8, words: 20, positions: 16 } as const;

/** A random BERT of two layers, in memory. */
export function tinyBert({ modules, head: outputs, tanh }: TinyOptions = {}): EmbeddingModel {
  const { hidden, words, positions } = TINY;
  const config = {
    vocab_size: words,
    hidden_size: hidden,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 2 * hidden,
    max_position_embeddings: positions,
    type_vocab_size: 2,
    layer_norm_eps: 1e-12,
    activation: tanh ? geluTanh : gelu,
  } as Parameters<typeof bert>[0];
  const random = new Random(7);
  const tensors = new Map(
    [...bertShapes(config)].map(([name, shape]) => {
      const values = random.values(shape.reduce((a, b) => a * b, 1));
      const gain = name.endsWith('LayerNorm.weight') ? 1 : 0;
      return [name, { shape, values: values.map(value => gain + value * 0.2) }];
    }),
  );
  const architecture = bert(config, tensors, 'model.safetensors');
  const list = modules ?? [{ kind: 'pooling', mode: 'mean', implied: false }];
  const head = outputs ? Dense.xavier(hidden, outputs, 1) : null;
  return {
    head,
    architecture,
    modules: list,
    tokenizer: { padId: 0 },
    weightsHash: 'sha256:tiny',
    baseDimensions: hidden,
    dimensions: outputs ?? hidden,
    base: tokens => applyModules(list, architecture.tokenEmbeddings(tokens), tokens),
    applyHead: x => head?.apply(x) ?? x,
    dispose() {
      for (const variable of architecture.variables.values()) variable.dispose();
      for (const module of list) if (module.kind === 'dense') module.dense.dispose();
      head?.dispose();
    },
  } as EmbeddingModel;
}

/** Seeded token rows of 3 to 11 tokens. */
export function tokenRows(count: number, seed = 3): Int32Array[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () =>
    Int32Array.from({ length: random.integer(3, 11) }, () => random.integer(1, TINY.words - 1)),
  );
}
