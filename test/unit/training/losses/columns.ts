import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../../../src/engine/engine.ts';
import type { Loss } from '../../../../src/training/losses/loss.ts';
import { Random } from '../../engine/random.ts';

/** A batch as lists: for each column of texts the embedding of each example. */
export interface ColumnBatch {
  readonly texts: readonly (readonly number[][])[];
  readonly labels: readonly number[];
}

export interface LossAndSlopes {
  readonly value: number;
  /** [columns][rows][dimensions], as `texts`. */
  readonly slopes: number[][][];
}

export function randomColumns(
  seed: number,
  columns: number,
  labels: (random: Random) => number,
): ColumnBatch {
  const random = new Random(seed);
  const rows = random.integer(1, 7);
  const column = () => Array.from({ length: rows }, () => Array.from({ length: 4 }, () => random.number()));
  return {
    texts: Array.from({ length: columns }, column),
    labels: Array.from({ length: rows }, () => labels(random)),
  };
}

/** The batch with rows of noise that must not count: `weights` says which ones do. */
export function padded(batch: ColumnBatch, weights: readonly number[]): ColumnBatch {
  const random = new Random(99);
  const spread = <T>(list: readonly T[], noise: () => T): T[] => {
    let next = 0;
    return weights.map(weight => (weight === 1 ? list[next++]! : noise()));
  };
  const dimensions = batch.texts[0]![0]!.length;
  const vector = () => Array.from({ length: dimensions }, () => random.number());
  return {
    texts: batch.texts.map(column => spread(column, vector)),
    labels: spread(batch.labels, () => random.number()),
  };
}

/** The loss and its gradient, compiled as training compiles it. */
export async function lossAndSlopes(
  engine: Engine,
  loss: Loss,
  { texts, labels }: ColumnBatch,
  weights: readonly number[] = labels.map(() => 1),
): Promise<LossAndSlopes> {
  const compiled = engine.compile((...[y, w, ...columns]: readonly tf.Tensor[]) => {
    const { value, grads } = tf.valueAndGrads((...given: tf.Tensor[]) =>
      loss(given as tf.Tensor2D[], y as tf.Tensor1D, w as tf.Tensor1D),
    )(columns as tf.Tensor[]);
    return [value, ...grads] as [tf.Tensor, ...tf.Tensor[]];
  });
  const inputs = [
    tf.tensor1d([...labels]),
    tf.tensor1d([...weights]),
    ...texts.map(column => tf.tensor2d([...column])),
  ];
  const [value, ...slopes] = await compiled(...inputs);
  const result = {
    value: (await value.data())[0]!,
    slopes: await Promise.all(slopes.map(slope => slope.array() as Promise<number[][]>)),
  };
  tf.dispose([...inputs, value, ...slopes]);
  return result;
}

/** The slopes of the rows that count, and those of the others. */
export function apart(slopes: number[][][], weights: readonly number[]) {
  const rows = (weight: number) => slopes.map(column => column.filter((_, row) => weights[row] === weight));
  return { real: rows(1), padding: rows(0) };
}

/** Largest distance between two lists of lists. */
export function worst(a: readonly unknown[], b: readonly unknown[]): number {
  const [left, right] = [a.flat(3), b.flat(3)] as [number[], number[]];
  if (left.length !== right.length || left.length === 0) return Number.POSITIVE_INFINITY;
  return left.reduce((most, value, i) => {
    const distance = Math.abs(value - right[i]!);
    return distance <= most ? most : Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
  }, 0);
}
