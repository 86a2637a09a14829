import * as tf from '@tensorflow/tfjs-core';
import { apply, integers, type Value } from '../graph.ts';
import type { Kernel } from '../kernel.ts';

/** `size` numbers along each axis from `begin` on. */
export function slice(x: Value, begin: readonly number[], size: readonly number[]): Value {
  if (size.every((n, axis) => n === x.shape[axis])) return x;
  const ends = begin.map((from, axis) => from + size[axis]!);
  const axes = begin.map((_, axis) => axis);
  return apply('Slice', [x, integers(...begin), integers(...ends), integers(...axes)], x.type, [...size]);
}

const sliceKernel: Kernel = {
  name: tf.Slice,
  record: call => {
    const x = call.input('x');
    const shape = x.shape as number[];
    const [begin, size] = tf.slice_util.parseSliceParams(
      tensorLike(shape),
      call.attribute<number[]>('begin'),
      call.attribute<number[]>('size'),
    );
    tf.slice_util.assertParamsValid(tensorLike(shape), begin!, size!);
    return slice(x, begin!, size!);
  },
};

/** `parseSliceParams` reads only the shape. */
function tensorLike(shape: number[]): tf.Tensor {
  return { shape, rank: shape.length } as tf.Tensor;
}

const splitV: Kernel = {
  name: tf.SplitV,
  record: call => {
    const x = call.input('x');
    const [axis] = tf.util.parseAxisParam(call.attribute<number>('axis'), x.shape as number[]) as [number];
    const sizes = tf.backend_util.prepareSplitSize(
      tensorLike(x.shape as number[]),
      call.attribute<number[]>('numOrSizeSplits'),
      axis,
    );
    let from = 0;
    return sizes.map(size => {
      const begin = x.shape.map((_, a) => (a === axis ? from : 0));
      from += size;
      return slice(
        x,
        begin,
        x.shape.map((n, a) => (a === axis ? size : n)),
      );
    });
  },
};

export const SLICES: readonly Kernel[] = [sliceKernel, splitV];
