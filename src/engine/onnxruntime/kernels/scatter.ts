import * as tf from '@tensorflow/tfjs-core';
import { apply, integers, type Shape, type Value } from '../graph.ts';
import { cast, type Kernel, reshape, shaped } from '../kernel.ts';
import type { Provider } from '../runtime.ts';
import { filled } from './fill.ts';

/** Indices of slices as a list of them, [slices, depth]; a vector of indices is of slices along the first axis. */
function rowsOf(indices: Value): Value {
  const depth = indices.shape.length > 1 ? indices.shape.at(-1)! : 1;
  const slices = tf.util.sizeFromShape(indices.shape.slice(0, Math.max(1, indices.shape.length - 1)));
  return cast(reshape(indices, [slices, depth]), 'int64');
}

/** `updates` put into `into` at the slices that `indices` names. */
function overwrite(into: Value, indices: Value, updates: Value): Value {
  const rows = rowsOf(indices);
  const [slices, depth] = rows.shape as [number, number];
  const wanted = reshape(updates, [slices, ...into.shape.slice(depth)]);
  return apply('ScatterND', [into, rows, wanted], into.type, into.shape);
}

/**
 * Zeros of `shape` with `updates` [slices, ...] added at the slices that `rows` [slices, depth] names. On the CPU, ONNX
 * Runtime's ScatterND adds on several threads at once, and what two of them add to one place is lost; ScatterElements
 * adds on one thread, in order.
 */
function addSlices(shape: Shape, rows: Value, updates: Value, provider: Provider): Value {
  const { type } = updates;
  const [slices, depth] = rows.shape as [number, number];
  const inner = shape.slice(depth) as number[];
  if (provider !== 'cpu') {
    const inputs = [filled(0, type, shape), rows, reshape(updates, [slices, ...inner])];
    return apply('ScatterND', inputs, type, shape, { attributes: { reduction: 'add' } });
  }
  const width = tf.util.sizeFromShape(inner);
  const outer = tf.util.sizeFromShape(shape.slice(0, depth) as number[]);
  const index = apply('Expand', [flatIndex(rows, shape), integers(slices, width)], 'int64', [slices, width]);
  const inputs = [filled(0, type, [outer, width]), index, reshape(updates, [slices, width])];
  const attributes = { axis: 0, reduction: 'add' };
  return reshape(apply('ScatterElements', inputs, type, [outer, width], { attributes }), shape);
}

/** Indices [slices, depth] into the first axes of `shape` as indices [slices, 1] into one axis. */
function flatIndex(rows: Value, shape: Shape): Value {
  const [slices, depth] = rows.shape as [number, number];
  if (depth === 1) return rows;
  const strides = tf.util.computeStrides([...shape.slice(0, depth), 1] as number[]);
  const scaled = apply('Mul', [rows, integers(...strides)], 'int64', rows.shape);
  return apply('ReduceSum', [scaled, integers(1)], 'int64', [slices, 1], { attributes: { keepdims: 1 } });
}

const scatterNd: Kernel = {
  name: tf.ScatterNd,
  record: call => {
    const shape = call.attribute<number[]>('shape');
    return addSlices(shape, rowsOf(call.input('indices')), call.input('updates'), call.provider);
  },
};

const tensorScatterUpdate: Kernel = {
  name: tf.TensorScatterUpdate,
  strings: true,
  record: call => overwrite(call.input('tensor'), call.input('indices'), call.input('updates')),
};

const sparseToDense: Kernel = {
  name: tf.SparseToDense,
  strings: true,
  record: call => {
    const shape = call.attribute<number[]>('outputShape');
    const empty = call.input('defaultValue');
    const into = apply('Expand', [empty, integers(...shape)], empty.type, shape);
    const indices = call.input('sparseIndices');
    const values = call.input('sparseValues');
    const slices = indices.shape.length === 0 ? 1 : indices.shape[0]!;
    const each: Shape = [slices];
    const all =
      values.size === slices ? values : apply('Expand', [values, integers(slices)], values.type, each);
    const rows = indices.shape.length === 0 ? reshape(indices, [1]) : indices;
    return overwrite(into, rows, all);
  },
};

const gatherNd: Kernel = {
  name: tf.GatherNd,
  strings: true,
  record: call => {
    const x = call.input('params');
    const indices = cast(call.input('indices'), 'int64');
    tf.gather_util.prepareAndValidate(shaped(x), { ...shaped(indices), dtype: 'int32' } as tf.Tensor);
    const depth = indices.shape.at(-1)!;
    return apply('GatherND', [x, indices], x.type, [...indices.shape.slice(0, -1), ...x.shape.slice(depth)]);
  },
};

/** Rows of a segment added up; rows whose segment is out of range are left out. */
const unsortedSegmentSum: Kernel = {
  name: tf.UnsortedSegmentSum,
  record: call => {
    const x = call.input('x');
    const ids = call.input('segmentIds');
    const segments = call.attribute<number>('numSegments');
    const rows = tf.util.sizeFromShape(ids.shape as number[]);
    const inner = x.shape.slice(ids.shape.length);
    const wide = [segments + 1, ...inner];
    const id = cast(reshape(ids, [rows, 1]), 'int64');
    const low = apply('Less', [id, integers(0)], 'bool', [rows, 1]);
    const high = apply('GreaterOrEqual', [id, integers(segments)], 'bool', [rows, 1]);
    const outside = apply('Or', [low, high], 'bool', [rows, 1]);
    const target = apply('Where', [outside, integers(segments), id], 'int64', [rows, 1]);
    const sums = addSlices(wide, target, x, call.provider);
    return apply('Slice', [sums, integers(0), integers(segments), integers(0)], x.type, [segments, ...inner]);
  },
};

export const SCATTERS: readonly Kernel[] = [
  scatterNd,
  tensorScatterUpdate,
  sparseToDense,
  gatherNd,
  unsortedSegmentSum,
];
