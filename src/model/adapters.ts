import * as tf from '@tensorflow/tfjs-core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { variable } from './weights.ts';

/** The paper's α over the rank r, the factor of B·A: α is 2·r. */
const SCALE = 2;

interface Pair {
  /** A, [r, in] */
  readonly down: tf.Variable;
  /** B, [out, r] */
  readonly up: tf.Variable;
}

/**
 * Low-rank adapters of linear layers: x·Wᵀ becomes x·Wᵀ + 2·(x·Aᵀ)·Bᵀ, in which only A and B train.
 *
 * Source: E. Hu et al., “LoRA: Low-Rank Adaptation of Large Language Models”, 2021; no dropout.
 */
export class Adapters {
  readonly #weights: ReadonlyMap<string, tf.Variable>;
  readonly #layers: readonly string[];
  readonly #pairs = new Map<string, Pair>();
  #changes = 0;

  /** @param layers names of linear layers, of which `weights` has `….weight`, [out, in]. */
  constructor(weights: ReadonlyMap<string, tf.Variable>, layers: readonly string[]) {
    this.#weights = weights;
    this.#layers = layers;
  }

  /** Goes up whenever adapters come or go, and with them the arithmetic: what was compiled before is not of now. */
  get changes(): number {
    return this.#changes;
  }

  /** Name → variable, `….lora_A.weight` and `….lora_B.weight` as in the package peft; empty without adapters. */
  get variables(): ReadonlyMap<string, tf.Variable> {
    return new Map(
      [...this.#pairs].flatMap(([layer, { down, up }]) => [
        [`${layer}.lora_A.weight`, down],
        [`${layer}.lora_B.weight`, up],
      ]),
    );
  }

  /**
   * Puts fresh adapters on every layer, in place of those that are there: A uniform in ±1/√in, the same for the same
   * seed, and B zero, so that nothing changes until they train.
   */
  add(rank: number, seed: number): void {
    this.dispose();
    const random = xoroshiro128plus(seed);
    for (const layer of this.#layers) {
      const [outputs, inputs] = this.#weight(layer).shape as [number, number];
      const limit = 1 / Math.sqrt(inputs);
      const start = Float32Array.from(
        { length: rank * inputs },
        () => (2 * uniformFloat64(random) - 1) * limit,
      );
      this.#pairs.set(layer, {
        down: variable(start, [rank, inputs]),
        up: variable(new Float32Array(outputs * rank), [outputs, rank]),
      });
    }
  }

  /** What the adapter of a layer adds to its output: x [N, in] → [N, out]; null when there is none. */
  apply(layer: string, x: tf.Tensor2D): tf.Tensor2D | null {
    const pair = this.#pairs.get(layer);
    if (!pair) return null;
    const low: tf.Tensor2D = tf.matMul(x, pair.down as unknown as tf.Tensor2D, false, true);
    return tf.mul(tf.matMul(low, pair.up as unknown as tf.Tensor2D, false, true), SCALE);
  }

  /** Adds 2·B·A to each layer's weight and removes the adapters: to rounding, the model stays what it was. */
  merge(): void {
    for (const [layer, { down, up }] of this.#pairs) {
      const weight = this.#weight(layer);
      tf.tidy(() => {
        const change = tf.matMul(up as unknown as tf.Tensor2D, down as unknown as tf.Tensor2D);
        weight.assign(tf.add(weight, tf.mul(change, SCALE)));
      });
    }
    this.dispose();
  }

  dispose(): void {
    for (const { down, up } of this.#pairs.values()) tf.dispose([down, up]);
    this.#pairs.clear();
    this.#changes++;
  }

  #weight(layer: string): tf.Variable {
    return this.#weights.get(`${layer}.weight`)!;
  }
}
