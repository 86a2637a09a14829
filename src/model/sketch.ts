import * as tf from '@tensorflow/tfjs-core';
import type { Vectors } from './vectors.ts';

/** Of a vector's numbers, those that its sketch keeps: enough to tell most pairs apart, few enough to be cheap. */
const KEPT = 1 / 4;

/** Narrower vectors are compared whole: there is little to save. */
const NARROW = 128;

/** A score that no pair reaches, for rows that fill up a block. */
const NEVER = -1e9;

/**
 * Vectors cut to their first numbers, for telling that two are far apart. With unit vectors u and v, u·v ≥ t means
 * |u − v|² ≤ 2 − 2t, and what is cut off only adds to that distance. So of the parts u′ and v′ that are left,
 * u′·v′ − |u′|²/2 − |v′|²/2 ≥ t − 1: one product of the parts, each with two numbers more.
 */
export class Sketch {
  readonly width: number;
  readonly #vectors: Vectors;

  private constructor(vectors: Vectors, kept: number) {
    this.width = kept + 2;
    this.#vectors = vectors;
  }

  /** Undefined where a sketch would not be much smaller. */
  static of(vectors: Vectors): Sketch | undefined {
    if (vectors.dimensions < NARROW) return undefined;
    return new Sketch(vectors, Math.ceil(vectors.dimensions * KEPT));
  }

  /** Of vectors `start` to `end` (exclusive), as the left factor: [end − start, width]. */
  left(start: number, end: number): tf.Tensor2D {
    return this.#rows(start, end, end - start, (values, at, half) => {
      values[at] = -half;
      values[at + 1] = 1;
    });
  }

  /** The same as the right factor, then rows that are near nothing: [rows, width]. */
  right(start: number, end: number, rows: number): tf.Tensor2D {
    return this.#rows(start, end, rows, (values, at, half) => {
      values[at] = 1;
      values[at + 1] = -half;
    });
  }

  #rows(
    start: number,
    end: number,
    rows: number,
    finish: (values: Float32Array, at: number, half: number) => void,
  ): tf.Tensor2D {
    const kept = this.width - 2;
    const values = new Float32Array(rows * this.width);
    for (let row = 0; row < rows; row++) {
      const from = row * this.width;
      if (start + row >= end) {
        values[from + kept + 1] = NEVER;
        continue;
      }
      const part = values.subarray(from, from + kept);
      this.#vectors.unit(start + row, part);
      let square = 0;
      for (let i = 0; i < kept; i++) square += part[i]! * part[i]!;
      finish(values, from + kept, square / 2);
    }
    return tf.tensor2d(values, [rows, this.width]);
  }
}
