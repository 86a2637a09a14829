import * as tf from '@tensorflow/tfjs-core';
import type { TensorData } from '../safetensors.ts';
import { pickVariables } from '../weights.ts';
import type { Architecture } from './architecture.ts';
import type { BertConfig } from './bert-config.ts';
import { bertAlias, bertShapes } from './bert-weights.ts';
import { embeddingLookup } from './embedding-lookup.ts';
import { layerNorm } from './layer-norm.ts';

/** Added to the attention score of a padded token; large enough to vanish, finite so that a row of padding is no NaN. */
const MASKED = -1e9;

/**
 * The encoder of BERT (Devlin et al., 2018; arithmetic as in transformers’ `BertModel`, without dropout): word,
 * position and token-type embeddings, then layers of self-attention and feed-forward, each with a residual and layer
 * normalization after it. Token types are all 0.
 */
export function bert(
  config: BertConfig,
  tensors: ReadonlyMap<string, TensorData>,
  file: string,
): Architecture {
  const variables = pickVariables(tensors, bertShapes(config), file, name => bertAlias(name, tensors));
  const { hidden_size: hidden, num_attention_heads: heads, layer_norm_eps: epsilon } = config;
  const weight = <T extends tf.Tensor = tf.Tensor2D>(name: string) => variables.get(name) as unknown as T;
  const linear = (x: tf.Tensor2D, name: string): tf.Tensor2D =>
    tf.add(tf.matMul(x, weight(`${name}.weight`), false, true), weight<tf.Tensor1D>(`${name}.bias`));
  const norm = (x: tf.Tensor2D, name: string) =>
    layerNorm(x, weight<tf.Tensor1D>(`${name}.weight`), weight<tf.Tensor1D>(`${name}.bias`), epsilon);

  function embed(ids: tf.Tensor2D): tf.Tensor2D {
    const [batch, length] = ids.shape;
    const words = embeddingLookup(
      weight('embeddings.word_embeddings.weight'),
      tf.reshape(ids, [batch * length]),
    );
    const types = tf.slice(weight('embeddings.token_type_embeddings.weight'), [0, 0], [1, hidden]);
    const offsets = tf.add(positions(weight('embeddings.position_embeddings.weight'), length), types);
    const summed = tf.add(tf.reshape(words, [batch, length, hidden]), offsets);
    return norm(tf.reshape(summed, [batch * length, hidden]), 'embeddings.LayerNorm');
  }

  function attention(x: tf.Tensor2D, bias: tf.Tensor4D, batch: number, layer: string): tf.Tensor2D {
    const length = x.shape[0] / batch;
    const width = hidden / heads;
    const split = (y: tf.Tensor2D): tf.Tensor3D =>
      tf.reshape(tf.transpose(tf.reshape(y, [batch, length, heads, width]), [0, 2, 1, 3]), [
        batch * heads,
        length,
        width,
      ]);
    const part = (name: string) => split(linear(x, `${layer}.attention.self.${name}`));
    const query = tf.mul(part('query'), 1 / Math.sqrt(width));
    const scores = tf.matMul(query, part('key'), false, true);
    const masked = tf.add(tf.reshape(scores, [batch, heads, length, length]), bias);
    const weights = tf.reshape(tf.softmax(masked), [batch * heads, length, length]);
    const context = tf.reshape(tf.matMul(weights, part('value')), [batch, heads, length, width]);
    const joined: tf.Tensor2D = tf.reshape(tf.transpose(context, [0, 2, 1, 3]), [batch * length, hidden]);
    return linear(joined, `${layer}.attention.output.dense`);
  }

  return {
    name: 'bert',
    hidden,
    variables,
    tokenEmbeddings: (ids, mask) =>
      tf.tidy(() => {
        const [batch, length] = ids.shape;
        const bias: tf.Tensor4D = tf.reshape(tf.mul(tf.sub(1, mask), MASKED), [batch, 1, 1, length]);
        let x = embed(ids);
        for (let index = 0; index < config.num_hidden_layers; index++) {
          const layer = `encoder.layer.${index}`;
          x = norm(tf.add(x, attention(x, bias, batch, layer)), `${layer}.attention.output.LayerNorm`);
          const inner = config.activation(linear(x, `${layer}.intermediate.dense`));
          x = norm(tf.add(x, linear(inner, `${layer}.output.dense`)), `${layer}.output.LayerNorm`);
        }
        return tf.reshape(x, [batch, length, hidden]);
      }),
  };
}

/** Rows 0 … length-1. A batch padded beyond the last position gets zeros there: those columns are padding only. */
function positions(table: tf.Tensor2D, length: number): tf.Tensor2D {
  const [rows, hidden] = table.shape;
  if (length <= rows) return tf.slice(table, [0, 0], [length, hidden]);
  return tf.pad(table, [
    [0, length - rows],
    [0, 0],
  ]);
}
