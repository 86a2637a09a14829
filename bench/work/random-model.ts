import * as tf from '@tensorflow/tfjs-core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { bert } from '../../src/model/architectures/bert.ts';
import { readBertConfig } from '../../src/model/architectures/bert-config.ts';
import { bertShapes } from '../../src/model/architectures/bert-weights.ts';
import type { EmbeddingModel } from '../../src/model/embedding-model.ts';
import type { JsonObject } from '../../src/model/model-folder.ts';
import { applyModules, type Module } from '../../src/model/modules.ts';
import type { Precision } from '../../src/model/options.ts';
import type { TensorData } from '../../src/model/safetensors.ts';
import type { Tokenizer } from '../../src/model/tokenizer.ts';

const FILE = 'random weights';
/** As wide as BERT's normal start of standard deviation 0.02. */
const LIMIT = 0.02 * Math.sqrt(3);

/** A BERT with random weights and mean pooling; text `i` is the i-th of `tokenIds`, so that no text is tokenized. */
export function randomModel(
  config: JsonObject,
  tokenIds: readonly (readonly number[])[],
  precision: Precision = 'fp32',
): EmbeddingModel {
  const bertConfig = readBertConfig(config, { file: FILE });
  const architecture = bert(bertConfig, randomTensors(bertShapes(bertConfig)), FILE);
  const modules: Module[] = [{ kind: 'pooling', mode: 'mean', implied: true }];
  const rows = tokenIds.map(ids => Int32Array.from(ids));
  const encode = (text: string) => rows[Number(text)]!;
  const tokenizer: Pick<Tokenizer, 'padId' | 'encode' | 'encodeAll'> = {
    padId: 0,
    encode,
    encodeAll: texts => texts.map(encode),
  };
  const { hidden } = architecture;
  return {
    folder: '',
    architecture,
    tokenizer: tokenizer as Tokenizer,
    maxLength: bertConfig.max_position_embeddings,
    modules,
    head: null,
    baseDimensions: hidden,
    dimensions: hidden,
    weightsHash: '',
    precision,
    base: tokens => tf.tidy(() => applyModules(modules, architecture.tokenEmbeddings(tokens), tokens)),
    applyHead: x => x,
    dispose: () => tf.dispose([...architecture.variables.values()]),
  };
}

/** The same model, whose tables of words, positions and types training leaves as they are. */
export function withFrozenEmbeddings(model: EmbeddingModel): EmbeddingModel {
  const trained = [...model.architecture.variables].filter(
    ([name]) => !/^embeddings\.\w+_embeddings\.weight$/.test(name),
  );
  return { ...model, architecture: { ...model.architecture, variables: new Map(trained) } };
}

export function randomTensors(shapes: ReadonlyMap<string, readonly number[]>): Map<string, TensorData> {
  const random = xoroshiro128plus(1);
  const tensors = new Map<string, TensorData>();
  for (const [name, shape] of shapes) {
    const values = new Float32Array(shape.reduce((size, side) => size * side, 1));
    if (name.endsWith('LayerNorm.weight')) values.fill(1);
    else if (name.endsWith('.weight'))
      for (let i = 0; i < values.length; i++) values[i] = (2 * uniformFloat64(random) - 1) * LIMIT;
    tensors.set(name, { shape, values });
  }
  return tensors;
}
