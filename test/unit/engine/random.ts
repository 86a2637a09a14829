import * as tf from '@tensorflow/tfjs-core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded numbers and tensors for tests over many shapes. */
export class Random {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    this.#generator.jump();
  }

  integer(low: number, high: number): number {
    return uniformInt(this.#generator, low, high);
  }

  number(low = -2, high = 2): number {
    return low + (high - low) * uniformFloat64(this.#generator);
  }

  chance(): boolean {
    return this.integer(0, 1) === 1;
  }

  shape(rank: number, largest = 7): number[] {
    return Array.from({ length: rank }, () => this.integer(1, largest));
  }

  values(size: number): Float32Array {
    return Float32Array.from({ length: size }, () => this.number());
  }

  tensor(shape: number[]): tf.Tensor {
    return tf.tensor(this.values(shape.reduce((a, b) => a * b, 1)), shape, 'float32');
  }
}
