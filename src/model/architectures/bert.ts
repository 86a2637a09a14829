import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../gather-rows.ts';
import type { TensorData } from '../safetensors.ts';
import type { TokenTensors } from '../token-batch.ts';
import { pickVariables } from '../weights.ts';
import type { Architecture } from './architecture.ts';
import type { BertConfig } from './bert-config.ts';
import { bertAlias, bertShapes } from './bert-weights.ts';
import { layerNorm } from './layer-norm.ts';

/** Added to the attention score of another text's token: large enough to vanish, finite so that nothing is NaN. */
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

  function embed(ids: tf.Tensor1D, positions: tf.Tensor1D): tf.Tensor2D {
    const words = gatherRows(weight('embeddings.word_embeddings.weight'), ids);
    const places = gatherRows(weight('embeddings.position_embeddings.weight'), positions);
    const types = tf.slice(weight('embeddings.token_type_embeddings.weight'), [0, 0], [1, hidden]);
    return norm(tf.add(words, tf.add(places, types)), 'embeddings.LayerNorm');
  }

  function attention(x: tf.Tensor2D, bias: tf.Tensor4D, rows: number, layer: string): tf.Tensor2D {
    const length = x.shape[0] / rows;
    const width = hidden / heads;
    const split = (y: tf.Tensor2D): tf.Tensor3D =>
      tf.reshape(tf.transpose(tf.reshape(y, [rows, length, heads, width]), [0, 2, 1, 3]), [
        rows * heads,
        length,
        width,
      ]);
    const part = (name: string) => split(linear(x, `${layer}.attention.self.${name}`));
    const query = tf.mul(part('query'), 1 / Math.sqrt(width));
    const scores = tf.matMul(query, part('key'), false, true);
    const masked = tf.add(tf.reshape(scores, [rows, heads, length, length]), bias);
    const weights = tf.reshape(tf.softmax(masked), [rows * heads, length, length]);
    const context = tf.reshape(tf.matMul(weights, part('value')), [rows, heads, length, width]);
    const joined: tf.Tensor2D = tf.reshape(tf.transpose(context, [0, 2, 1, 3]), [rows * length, hidden]);
    return linear(joined, `${layer}.attention.output.dense`);
  }

  return {
    name: 'bert',
    hidden,
    variables,
    tokenEmbeddings: ([ids, positions, texts]) =>
      tf.tidy(() => {
        const bias = attentionBias(texts);
        let x = embed(tf.reshape(ids, [ids.size]), tf.reshape(positions, [ids.size]));
        for (let index = 0; index < config.num_hidden_layers; index++) {
          const layer = `encoder.layer.${index}`;
          const attended = attention(x, bias, ids.shape[0], layer);
          x = norm(tf.add(x, attended), `${layer}.attention.output.LayerNorm`);
          const inner = config.activation(linear(x, `${layer}.intermediate.dense`));
          x = norm(tf.add(x, linear(inner, `${layer}.output.dense`)), `${layer}.output.LayerNorm`);
        }
        return x;
      }),
  };
}

/** Keeps each token's attention inside its text: [R, W] → [R, 1, W, W]. Padding attends to padding. */
function attentionBias(texts: TokenTensors[2]): tf.Tensor4D {
  const [rows, width] = texts.shape;
  const same = tf.equal(tf.reshape(texts, [rows, width, 1]), tf.reshape(texts, [rows, 1, width]));
  return tf.reshape(tf.mul(tf.sub(1, tf.cast(same, 'float32')), MASKED), [rows, 1, width, width]);
}
