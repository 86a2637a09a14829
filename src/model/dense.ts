import * as tf from '@tensorflow/tfjs-core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Activation, gelu, relu } from './activations.ts';
import { variable } from './weights.ts';

export type DenseActivation = 'tanh' | 'identity' | 'relu' | 'gelu' | 'sigmoid';

const ACTIVATIONS: Readonly<Record<DenseActivation, Activation>> = {
  tanh: x => tf.tanh(x),
  identity: x => x,
  relu,
  gelu,
  sigmoid: x => tf.sigmoid(x),
};

/** A linear layer and its activation: x [B, in] → activation(x · weightᵀ + bias) [B, out]. */
export class Dense {
  /** [out, in] */
  readonly weight: tf.Variable;
  /** [out] */
  readonly bias: tf.Variable | null;
  readonly activation: DenseActivation;

  constructor(weight: tf.Variable, bias: tf.Variable | null, activation: DenseActivation) {
    this.weight = weight;
    this.bias = bias;
    this.activation = activation;
  }

  /**
   * A fresh layer with tanh: weights uniform in ±√(6 / (in + out)), bias zero, the same for the same seed.
   *
   * Source: Glorot, Bengio, 2010, “Understanding the difficulty of training deep feedforward neural networks”.
   */
  static xavier(inputs: number, outputs: number, seed: number): Dense {
    return new Dense(
      variable(xavierUniform(inputs, outputs, seed), [outputs, inputs]),
      variable(new Float32Array(outputs), [outputs]),
      'tanh',
    );
  }

  /** Makes it a fresh layer of another seed: the same as `xavier`'s, in the variables that are there. */
  restart(seed: number): void {
    tf.tidy(() => {
      this.weight.assign(tf.tensor(xavierUniform(this.inputs, this.outputs, seed), this.weight.shape));
      this.bias?.assign(tf.zerosLike(this.bias));
    });
  }

  get inputs(): number {
    return this.weight.shape[1]!;
  }

  get outputs(): number {
    return this.weight.shape[0]!;
  }

  /** Published name → variable, as in sentence-transformers' Dense. */
  get variables(): ReadonlyMap<string, tf.Variable> {
    const variables = new Map([['linear.weight', this.weight]]);
    if (this.bias) variables.set('linear.bias', this.bias);
    return variables;
  }

  apply(x: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      const linear: tf.Tensor2D = tf.matMul(x, this.weight as unknown as tf.Tensor2D, false, true);
      return ACTIVATIONS[this.activation](this.bias ? tf.add(linear, this.bias) : linear);
    });
  }

  dispose(): void {
    this.weight.dispose();
    this.bias?.dispose();
  }
}

/** Row-major [outputs, inputs]. */
function xavierUniform(inputs: number, outputs: number, seed: number): Float32Array {
  const limit = Math.sqrt(6 / (inputs + outputs));
  const random = xoroshiro128plus(seed);
  return Float32Array.from({ length: inputs * outputs }, () => (2 * uniformFloat64(random) - 1) * limit);
}
