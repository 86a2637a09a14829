import * as tf from '@tensorflow/tfjs-core';
import { apply, integers, type Shape, type Value } from '../graph.ts';
import { cast, type Kernel, reshape, shaped } from '../kernel.ts';
import { filled } from './fill.ts';

/** Indices of slices as a list of them, [slices, depth]; a vector of indices is of slices along the first axis. */
function rowsOf(indices: Value): Value {
  const depth = indices.shape.length > 1 ? indices.shape.at(-1)! : 1;
  const slices = tf.util.sizeFromShape(indices.shape.slice(0, Math.max(1, indices.shape.length - 1)));
  return cast(reshape(indices, [slices, depth]), 'int64');
}

/** `updates` put into `into`, or added to what is there, at the slices that `indices` names. */
function scatter(into: Value, indices: Value, updates: Value, reduction: 'none' | 'add'): Value {
  const rows = rowsOf(indices);
  const [slices, depth] = rows.shape as [number, number];
  const wanted = reshape(updates, [slices, ...into.shape.slice(depth)]);
  return apply('ScatterND', [into, rows, wanted], into.type, into.shape, { attributes: { reduction } });
}

const scatterNd: Kernel = {
  name: tf.ScatterNd,
  record: call => {
    const updates = call.input('updates');
    const zeros = filled(0, updates.type, call.attribute<number[]>('shape'));
    return scatter(zeros, call.input('indices'), updates, 'add');
  },
};

const tensorScatterUpdate: Kernel = {
  name: tf.TensorScatterUpdate,
  strings: true,
  record: call => scatter(call.input('tensor'), call.input('indices'), call.input('updates'), 'none'),
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
    return scatter(into, rows, all, 'none');
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
    const sums = apply(
      'ScatterND',
      [filled(0, x.type, wide), target, reshape(x, [rows, ...inner])],
      x.type,
      wide,
      { attributes: { reduction: 'add' } },
    );
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
