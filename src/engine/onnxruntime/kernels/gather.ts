import * as tf from '@tensorflow/tfjs-core';
import { apply, constant, integers, type Value } from '../graph.ts';
import { cast, type Kernel, reshape } from '../kernel.ts';
import { filled } from './fill.ts';

const gatherV2: Kernel = {
  name: tf.GatherV2,
  record: call => {
    const x = call.input('x');
    const indices = cast(call.input('indices'), 'int32');
    const batchDims = call.attribute<number>('batchDims') ?? 0;
    const [axis] = tf.util.parseAxisParam(call.attribute<number>('axis'), x.shape as number[]) as [number];
    const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)];
    if (batchDims === 0) return apply('Gather', [x, indices], x.type, shape, { attributes: { axis } });
    return batched(x, indices, axis, batchDims, shape);
  },
};

/** Each batch of indices takes from its own batch of x: both are laid out as one axis, and the indices moved along it. */
function batched(x: Value, indices: Value, axis: number, batchDims: number, shape: number[]): Value {
  const size = (from: number, to?: number) => tf.util.sizeFromShape(x.shape.slice(from, to) as number[]);
  const batches = size(0, batchDims);
  const outer = size(batchDims, axis);
  const along = x.shape[axis]!;
  const inner = size(axis + 1);
  const taken = tf.util.sizeFromShape(indices.shape.slice(batchDims) as number[]);
  const starts = Int32Array.from({ length: batches * outer }, (_, i) => i * along);
  const offset = constant('int32', starts, [batches, outer, 1]);
  const wide = reshape(indices, [batches, 1, taken]);
  const rows = apply('Add', [wide, offset], 'int32', [batches, outer, taken]);
  const flat = reshape(x, [batches * outer * along, inner]);
  return reshape(
    apply('Gather', [flat, rows], x.type, [batches, outer, taken, inner], { attributes: { axis: 0 } }),
    shape,
  );
}

const scatterNd: Kernel = {
  name: tf.ScatterNd,
  record: call => {
    const shape = call.attribute<number[]>('shape');
    const indices = call.input('indices');
    const updates = call.input('updates');
    const depth = indices.shape.at(-1) ?? 1;
    const rows = cast(reshape(indices, [indices.size / depth, depth]), 'int64');
    const wanted = [indices.size / depth, ...shape.slice(depth)];
    const zeros = filled(0, updates.type, shape);
    return apply('ScatterND', [zeros, rows, reshape(updates, wanted)], updates.type, shape, {
      attributes: { reduction: 'add' },
    });
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

export const GATHERS: readonly Kernel[] = [gatherV2, scatterNd, unsortedSegmentSum];
