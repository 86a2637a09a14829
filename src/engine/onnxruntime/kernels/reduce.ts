import * as tf from '@tensorflow/tfjs-core';
import { apply, integers, scalar, type Value } from '../graph.ts';
import { type Call, cast, type Kernel } from '../kernel.ts';
import { unary } from './unary.ts';

type Axes = number | number[] | undefined;

/** `op` over the attribute `axis` (all axes when it is absent), keeping them as 1 under `keepDims`. */
export function reduce(op: string, x: Value, axis: Axes, keepDims: boolean): Value {
  const axes = tf.util.parseAxisParam(axis!, x.shape as number[]);
  const [short] = tf.backend_util.computeOutAndReduceShapes(x.shape as number[], axes);
  const shape = keepDims ? tf.backend_util.expandShapeToKeepDim(short, axes) : short;
  const attributes = { keepdims: keepDims ? 1 : 0, noop_with_empty_axes: 1 };
  return apply(op, [x, integers(...axes)], x.type, shape, { attributes });
}

/** The largest or smallest number, NaN where any is: ONNX Runtime's reduction passes over NaN. */
function extreme(op: string, x: Value, axis: Axes, keepDims: boolean): Value {
  const found = reduce(op, x, axis, keepDims);
  if (x.type !== 'float32') return found;
  const undefinedAt = cast(unary('IsNaN', x, 'bool'), 'int32');
  const anyUndefined = cast(reduce('ReduceMax', undefinedAt, axis, keepDims), 'bool');
  return apply('Where', [anyUndefined, scalar(Number.NaN), found], 'float32', found.shape);
}

type Reduction = (x: Value, axis: Axes, keepDims: boolean) => Value;

const reduction = (name: string, record: Reduction, axis = 'axis'): Kernel => ({
  name,
  record: (call: Call) =>
    record(call.input('x'), call.attribute<number[]>(axis), call.attribute<boolean>('keepDims') ?? false),
});

const countable = (x: Value) => (x.type === 'bool' ? cast(x, 'int32') : x);

export const REDUCTIONS: readonly Kernel[] = [
  reduction(tf.Sum, (x, ...over) => reduce('ReduceSum', countable(x), ...over)),
  reduction(tf.Prod, (x, ...over) => reduce('ReduceProd', countable(x), ...over)),
  reduction(tf.Mean, (x, ...over) => reduce('ReduceMean', cast(x, 'float32'), ...over)),
  // Only this kernel's attribute is called otherwise.
  reduction(tf.Max, (x, ...over) => extreme('ReduceMax', countable(x), ...over), 'reductionIndices'),
  reduction(tf.Min, (x, ...over) => extreme('ReduceMin', countable(x), ...over)),
  reduction(tf.All, (x, ...over) => cast(reduce('ReduceMin', countable(x), ...over), 'bool')),
  reduction(tf.Any, (x, ...over) => cast(reduce('ReduceMax', countable(x), ...over), 'bool')),
];
