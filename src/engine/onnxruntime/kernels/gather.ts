import * as tf from '@tensorflow/tfjs-core';
import { apply, constant, type ElementArray, scalar, type Value } from '../graph.ts';
import { cast, type Kernel, reshape, shaped } from '../kernel.ts';
import { where } from './where.ts';

const gatherV2: Kernel = {
  name: tf.GatherV2,
  strings: true,
  record: call => {
    const x = call.input('x');
    const indices = cast(call.input('indices'), 'int32');
    const batchDims = call.attribute<number>('batchDims') ?? 0;
    const [axis] = tf.util.parseAxisParam(call.attribute<number>('axis'), x.shape as number[]) as [number];
    tf.backend_util.segment_util.collectGatherOpShapeInfo(shaped(x), shaped(indices), axis, batchDims);
    checkIndices(indices, x.shape[axis]!);
    const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)];
    if (batchDims === 0) return apply('Gather', [x, indices], x.type, shape, { attributes: { axis } });
    return batched(x, indices, axis, batchDims, shape);
  },
};

/** Indices that are known already are checked now; ONNX Runtime checks the others, when it has computed them. */
function checkIndices({ constant, source }: Value, size: number): void {
  const tensor =
    source.kind === 'stored' ? (source.tensor as { location: string; data: ElementArray }) : undefined;
  const known = constant ?? (tensor?.location === 'cpu' ? tensor.data : []);
  for (const index of known as Int32Array)
    tf.util.assert(
      index >= 0 && index < size,
      () => `GatherV2: the index value ${index} is not in [0, ${size - 1}]`,
    );
}

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

/** On and off by comparison, since ONNX' own operator counts negative indices from the end. */
const oneHot: Kernel = {
  name: tf.OneHot,
  record: call => {
    const indices = cast(call.input('indices'), 'int32');
    const depth = call.attribute<number>('depth');
    const type = (call.attribute<string>('dtype') ?? 'int32') as Value['type'];
    const shape = [...indices.shape, depth];
    const classes = constant(
      'int32',
      Int32Array.from({ length: depth }, (_, i) => i),
      [depth],
    );
    const column = reshape(indices, [...indices.shape, 1]);
    const hit = apply('Equal', [column, classes], 'bool', shape);
    const [on, off] = ['onValue', 'offValue'].map(name => scalar(call.attribute<number>(name), type));
    return where(hit, on!, off!, hit);
  },
};

export const GATHERS: readonly Kernel[] = [gatherV2, oneHot];
