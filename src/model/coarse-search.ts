import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine/engine.ts';
import { type Collector, errorBound, GROUP, largestOfGroups, type Place } from './score-blocks.ts';
import { Sketch } from './sketch.ts';
import type { Vectors } from './vectors.ts';

/** Of all groups, the part that may hold something near before all scores are computed after all. */
const RARE = 1 / 100;

/** Blocks that sketches may fail on before they are given up, unless they did well on more. */
const PATIENCE = 3;

export interface CoarseSearch {
  readonly query: Sketch;
  /** Handles a block of pairs if its sketches show that next to none is near; false when all scores are wanted. */
  search(left: () => tf.Tensor2D, place: Place): Promise<boolean>;
}

/** Undefined where the collector has no one limit, or the vectors are too narrow for sketches. */
export function coarseSearch(
  engine: Engine,
  queries: Vectors,
  corpus: Vectors,
  collector: Collector,
): CoarseSearch | undefined {
  const { least } = collector;
  const [query, other] = least === undefined ? [] : [Sketch.of(queries), Sketch.of(corpus)];
  if (least === undefined || !query || !other) return undefined;
  const lowest = least - 1 - errorBound(engine, query.width) - 2 ** -18;
  const compare = engine.compile((left: tf.Tensor2D, right: tf.Tensor2D) => {
    const scores: tf.Tensor2D = tf.matMul(left, right, false, true);
    return largestOfGroups(scores);
  });
  let [handled, refused] = [0, 0];
  const search = async (left: () => tf.Tensor2D, { start, at, stop, width }: Place) => {
    // Where everything is near everything, sketches only add to the work.
    if (refused > handled + PATIENCE) return false;
    const right = other.right(at, stop, width);
    const output = await compare(left(), right).finally(() => right.dispose());
    const largest = (await output.data()) as Float32Array;
    output.dispose();
    const near: number[] = [];
    for (let group = 0; group < largest.length; group++) if (largest[group]! >= lowest) near.push(group);
    if (near.length > RARE * largest.length) {
      refused++;
      return false;
    }
    handled++;
    const groups = width / GROUP;
    for (const group of near) {
      const row = start + Math.floor(group / groups);
      const first = at + (group % groups) * GROUP;
      const last = Math.min(first + GROUP, stop);
      for (let column = first; column < last; column++) collector.take(row, column, Number.NaN);
    }
    return true;
  };
  return { query, search };
}
