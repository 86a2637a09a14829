import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import { columns } from './batch.ts';
import type { Loss } from './losses/loss.ts';

/** A part of a batch: b rows, of which padding has weight 0. */
export interface EmbeddedPart {
  /** [C·b, D]: one column of texts after the other. */
  readonly embeddings: tf.Tensor;
  readonly labels: tf.Tensor1D;
  readonly weights: tf.Tensor1D;
}

/**
 * Compiles the loss of a batch that comes in parts, of one size each. The function resolves to the loss, a scalar, and
 * its gradient with respect to each part's embeddings [C·b, D].
 */
export function embeddingGradients(
  engine: Engine,
  loss: Loss,
): (parts: readonly EmbeddedPart[]) => Promise<[tf.Tensor, ...tf.Tensor[]]> {
  const compiled = engine.compile((...inputs: readonly tf.Tensor[]) => {
    const count = inputs.length / 3;
    const labels = tf.concat(inputs.slice(0, count)) as tf.Tensor1D;
    const weights = tf.concat(inputs.slice(count, 2 * count)) as tf.Tensor1D;
    const { value, grads } = tf.valueAndGrads((...embeddings: tf.Tensor[]) => {
      const parts = embeddings.map((part, i) => columns(part as tf.Tensor2D, inputs[i]!.size));
      const whole = parts[0]!.map((_, column) => tf.concat(parts.map(part => part[column]!)));
      return loss(whole, labels, weights);
    })(inputs.slice(2 * count));
    return [value, ...grads] as [tf.Tensor, ...tf.Tensor[]];
  });
  return parts =>
    compiled(
      ...parts.map(part => part.labels),
      ...parts.map(part => part.weights),
      ...parts.map(part => part.embeddings),
    );
}
