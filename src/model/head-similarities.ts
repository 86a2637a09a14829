import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import { FinetuneGateError } from '../errors.ts';
import { breathe } from './breathe.ts';
import type { EmbeddingModel } from './embedding-model.ts';

/** Pairs whose features are put through the head at once: few enough that what they become stays in a core's cache. */
const PAIRS_AT_ONCE = 512;

/** Squared lengths below this count as this, so that a zero vector has similarity 0 with everything. */
const LEAST = 1e-24;

/**
 * Cosine similarities under a head that changes, of pairs that do not: compiled once, it brings back one number a pair
 * and not its embeddings. In float32; what a run is judged by is computed in double precision.
 */
export class HeadSimilarities {
  readonly #score: Score;
  readonly #parts: readonly { readonly features: Float32Array; readonly pairs: number }[];
  readonly #dimensions: number;

  /**
   * @param features base embeddings, row-major [texts, baseDimensions]
   * @param first row of each pair's first text
   * @param second row of each pair's second text
   */
  constructor(
    model: EmbeddingModel,
    engine: Engine,
    features: Float32Array,
    first: Int32Array,
    second: Int32Array,
  ) {
    const { baseDimensions: dimensions } = model;
    const row = (text: number) => features.subarray(text * dimensions, (text + 1) * dimensions);
    const part = (start: number) => {
      const pairs = Math.min(PAIRS_AT_ONCE, first.length - start);
      const own = new Float32Array(2 * pairs * dimensions);
      for (let i = 0; i < pairs; i++) {
        own.set(row(first[start + i]!), i * dimensions);
        own.set(row(second[start + i]!), (pairs + i) * dimensions);
      }
      return { features: own, pairs };
    };
    this.#dimensions = dimensions;
    this.#parts = Array.from({ length: Math.ceil(first.length / PAIRS_AT_ONCE) }, (_, i) =>
      part(i * PAIRS_AT_ONCE),
    );
    this.#score = scoreOf(model, engine);
  }

  /**
   * One similarity a pair, under the head's present weights.
   *
   * @throws `INTERRUPTED`, or the signal's own reason, when aborted; `ENGINE_FAILED` when one is not finite.
   */
  async compute(signal: AbortSignal): Promise<Float64Array> {
    const scores = new Float64Array(this.#parts.reduce((sum, { pairs }) => sum + pairs, 0));
    let at = 0;
    for (const { features, pairs } of this.#parts) {
      const x = tf.tensor2d(features, [2 * pairs, this.#dimensions]);
      const result = await this.#score(x);
      scores.set(await result.data(), at);
      tf.dispose([x, result]);
      at += pairs;
      await breathe(signal);
    }
    if (scores.every(Number.isFinite)) return scores;
    throw new FinetuneGateError('ENGINE_FAILED', 'A similarity under the trained head is not finite.', {
      remedy: 'Lower `train.learning_rate`, or look for NaN or infinity in the base model’s weights.',
    });
  }
}

type Score = (features: tf.Tensor2D) => Promise<tf.Tensor1D>;

/** Once for a model: a sweep asks for the same head again and again. */
const compiled = new WeakMap<EmbeddingModel, { readonly engine: Engine; readonly score: Score }>();

function scoreOf(model: EmbeddingModel, engine: Engine): Score {
  const known = compiled.get(model);
  if (known?.engine === engine) return known.score;
  const score = engine.compile((x: tf.Tensor2D) => {
    const [u, v] = tf.split(model.applyHead(x), 2) as [tf.Tensor2D, tf.Tensor2D];
    const length = (a: tf.Tensor2D) => tf.sqrt(tf.maximum(tf.sum(tf.square(a), 1), LEAST));
    return tf.div(tf.sum(tf.mul(u, v), 1), tf.mul(length(u), length(v))) as tf.Tensor1D;
  });
  compiled.set(model, { engine, score });
  return score;
}
