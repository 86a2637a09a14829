import * as tf from '@tensorflow/tfjs-core';
import { apply, integers, type Value } from '../graph.ts';
import { type Call, cast, type Kernel } from '../kernel.ts';

/** `op` over the attribute `axis` (all axes when it is absent), keeping them as 1 under `keepDims`. */
export function reduce(op: string, x: Value, axis: number | number[] | undefined, keepDims: boolean): Value {
  const axes = tf.util.parseAxisParam(axis!, x.shape as number[]);
  const [short] = tf.backend_util.computeOutAndReduceShapes(x.shape as number[], axes);
  const shape = keepDims ? tf.backend_util.expandShapeToKeepDim(short, axes) : short;
  const attributes = { keepdims: keepDims ? 1 : 0, noop_with_empty_axes: 1 };
  return apply(op, [x, integers(...axes)], x.type, shape, { attributes });
}

const reduction = (name: string, op: string, prepare: (x: Value) => Value = x => x): Kernel => ({
  name,
  record: (call: Call) =>
    reduce(
      op,
      prepare(call.input('x')),
      call.attribute<number[]>('axis'),
      call.attribute<boolean>('keepDims') ?? false,
    ),
});

export const REDUCTIONS: readonly Kernel[] = [
  reduction(tf.Sum, 'ReduceSum', x => (x.type === 'bool' ? cast(x, 'int32') : x)),
  reduction(tf.Mean, 'ReduceMean', x => cast(x, 'float32')),
  reduction(tf.Max, 'ReduceMax'),
  reduction(tf.Min, 'ReduceMin'),
];
