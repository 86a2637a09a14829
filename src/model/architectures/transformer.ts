import * as tf from '@tensorflow/tfjs-core';
import { Adapters } from '../adapters.ts';
import { gatherRows } from '../gather-rows.ts';
import type { TensorData } from '../safetensors.ts';
import type { TokenTensors } from '../token-batch.ts';
import { pickVariables } from '../weights.ts';
import type { Architecture } from './architecture.ts';
import { bucketBias, linearBias, textMask } from './attention-bias.ts';
import type { TransformerForm } from './form.ts';
import { layerNorm } from './layer-norm.ts';
import { publishedName, transformerShapes } from './transformer-weights.ts';

/**
 * The encoder that BERT (Devlin et al., 2018) and its descendants share, as transformers computes it but without dropout:
 * embeddings of words, and where the form has them of positions and token types; then layers of self-attention and
 * feed-forward, each with a residual and layer normalization after it. Token types are all 0.
 *
 * @throws `MODEL_INVALID` naming a weight that is missing or misshapen.
 */
export function transformer(
  form: TransformerForm,
  tensors: ReadonlyMap<string, TensorData>,
  file: string,
): Architecture {
  const { hidden, heads, names, layers, layerPath, prefix } = form;
  const variables = pickVariables(tensors, transformerShapes(form), file, name =>
    publishedName(name, prefix, tensors),
  );
  const layerNames = Array.from({ length: layers }, (_, index) => `${layerPath}.${index}`);
  const adapters = new Adapters(
    variables,
    layerNames.flatMap(layer => [`${layer}.${names.query}`, `${layer}.${names.value}`]),
  );
  const weight = <T extends tf.Tensor = tf.Tensor2D>(name: string) => variables.get(name) as unknown as T;
  const linear = (x: tf.Tensor2D, name: string): tf.Tensor2D => {
    const product: tf.Tensor2D = tf.matMul(x, weight(`${name}.weight`), false, true);
    const bias = variables.get(`${name}.bias`);
    const change = adapters.apply(name, x);
    const plain: tf.Tensor2D = bias ? tf.add(product, bias) : product;
    return change ? tf.add(plain, change) : plain;
  };
  const norm = (x: tf.Tensor2D, name: string) =>
    layerNorm(x, weight<tf.Tensor1D>(`${name}.weight`), weight<tf.Tensor1D>(`${name}.bias`), form.epsilon);

  function embed(ids: tf.Tensor1D, positions: tf.Tensor1D): tf.Tensor2D {
    let x = gatherRows(weight('embeddings.word_embeddings.weight'), ids);
    if (form.positions) {
      const { first } = form.positions;
      const rows = first === 0 ? positions : tf.add(positions, tf.scalar(first, 'int32'));
      x = tf.add(x, gatherRows(weight('embeddings.position_embeddings.weight'), rows as tf.Tensor1D));
    }
    if (form.tokenTypes > 0)
      x = tf.add(x, tf.slice(weight('embeddings.token_type_embeddings.weight'), [0, 0], [1, hidden]));
    return norm(x, 'embeddings.LayerNorm');
  }

  function attentionBias([, positions, texts]: TokenTensors): tf.Tensor4D {
    const mask = textMask(texts);
    const { distance } = form;
    if (!distance) return mask;
    if (distance.kind === 'linear') return tf.add(mask, linearBias(heads, positions));
    return tf.add(mask, bucketBias(weight(distance.table), texts.shape[1]));
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
    const part = (name: string) => split(linear(x, `${layer}.${name}`));
    const query = tf.mul(part(names.query), 1 / Math.sqrt(width));
    const scores = tf.matMul(query, part(names.key), false, true);
    const biased = tf.add(tf.reshape(scores, [rows, heads, length, length]), bias);
    const weights = tf.reshape(tf.softmax(biased), [rows * heads, length, length]);
    const context = tf.reshape(tf.matMul(weights, part(names.value)), [rows, heads, length, width]);
    const joined: tf.Tensor2D = tf.reshape(tf.transpose(context, [0, 2, 1, 3]), [rows * length, hidden]);
    return linear(joined, `${layer}.${names.joined}`);
  }

  function feedForward(x: tf.Tensor2D, layer: string): tf.Tensor2D {
    const inner = linear(x, `${layer}.${names.inner}`);
    if (names.feedForward === 'plain') return linear(form.activation(inner), `${layer}.${names.outer}`);
    const [gate, value] = tf.split(inner, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    return linear(tf.mul(form.activation(gate), value), `${layer}.${names.outer}`);
  }

  return {
    name: form.name,
    hidden,
    variables,
    transformer: {
      form,
      layers,
      layerOf: name => {
        const layer = layerNames.findIndex(start => name.startsWith(`${start}.`));
        return layer < 0 ? null : layer;
      },
      adapters,
      className: form.className,
      prefix,
    },
    tokenEmbeddings: tokens =>
      tf.tidy(() => {
        const [ids, positions] = tokens;
        const bias = attentionBias(tokens);
        let x = embed(tf.reshape(ids, [ids.size]), tf.reshape(positions, [ids.size]));
        for (const layer of layerNames) {
          x = norm(tf.add(x, attention(x, bias, ids.shape[0], layer)), `${layer}.${names.attentionNorm}`);
          x = norm(tf.add(x, feedForward(x, layer)), `${layer}.${names.outputNorm}`);
        }
        return x;
      }),
  };
}
