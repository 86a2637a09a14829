import * as tf from '@tensorflow/tfjs-core';

/** A set of vectors with what cosine similarity needs of each. They need not be normalised. */
export class Vectors {
  readonly count: number;
  readonly dimensions: number;
  readonly #values: Float32Array;
  readonly #squares: Float64Array;

  /** @param values row-major [count, dimensions], all finite */
  constructor(values: Float32Array, dimensions: number) {
    this.count = values.length / dimensions;
    this.dimensions = dimensions;
    this.#values = values;
    this.#squares = new Float64Array(this.count);
    for (let row = 0; row < this.count; row++) this.#squares[row] = this.#dot(row, this, row);
  }

  /**
   * Cosine similarity of vector `row` with vector `column` of another set, in double precision, in [−1, 1]; the same
   * either way round. A zero vector has similarity 0 with everything.
   */
  cosine(row: number, other: Vectors, column: number): number {
    const norms = this.#squares[row]! * other.#squares[column]!;
    if (norms === 0) return 0;
    return Math.max(-1, Math.min(1, this.#dot(row, other, column) / Math.sqrt(norms)));
  }

  /** The first numbers of a row's unit vector, as many as `into` holds. */
  unit(row: number, into: Float32Array): void {
    const from = row * this.dimensions;
    const scale = this.#squares[row]! > 0 ? 1 / Math.sqrt(this.#squares[row]!) : 0;
    for (let i = 0; i < into.length; i++) into[i] = this.#values[from + i]! * scale;
  }

  /** Unit vectors of rows `start` to `end` (exclusive), then rows of zeros: [rows, dimensions]. */
  units(start: number, end: number, rows: number): tf.Tensor2D {
    const width = this.dimensions;
    const units = new Float32Array(rows * width);
    units.set(this.#values.subarray(start * width, end * width));
    for (let row = start, at = 0; row < end; row++) {
      const scale = this.#squares[row]! > 0 ? 1 / Math.sqrt(this.#squares[row]!) : 0;
      for (const stop = at + width; at < stop; at++) units[at] = units[at]! * scale;
    }
    return tf.tensor2d(units, [rows, width]);
  }

  #dot(row: number, other: Vectors, column: number): number {
    const width = this.dimensions;
    const [a, b] = [this.#values, other.#values];
    const left = row * width;
    const right = column * width;
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    let i = 0;
    // Four sums at a time: one alone would wait for each addition to end before the next.
    for (; i + 3 < width; i += 4) {
      s0 += a[left + i]! * b[right + i]!;
      s1 += a[left + i + 1]! * b[right + i + 1]!;
      s2 += a[left + i + 2]! * b[right + i + 2]!;
      s3 += a[left + i + 3]! * b[right + i + 3]!;
    }
    for (; i < width; i++) s0 += a[left + i]! * b[right + i]!;
    return s0 + s1 + (s2 + s3);
  }
}
