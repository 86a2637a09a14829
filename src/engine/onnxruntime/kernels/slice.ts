import * as tf from '@tensorflow/tfjs-core';
import { apply, integers, type Value } from '../graph.ts';
import { type Kernel, reshape, shaped } from '../kernel.ts';

/** `size` numbers along each axis from `begin` on. */
export function slice(x: Value, begin: readonly number[], size: readonly number[]): Value {
  if (size.every((n, axis) => n === x.shape[axis])) return x;
  const ends = begin.map((from, axis) => from + size[axis]!);
  const axes = begin.map((_, axis) => axis);
  return apply('Slice', [x, integers(...begin), integers(...ends), integers(...axes)], x.type, [...size]);
}

/** What ONNX takes for an end before the first element, since -1 is the last one. */
const BEFORE_FIRST = -(2 ** 31);

/** The order along those axes turned around. */
export function reversed(x: Value, axes: readonly number[]): Value {
  if (axes.length === 0) return x;
  const last = axes.map(axis => x.shape[axis]! - 1);
  const bounds = [last, axes.map(() => BEFORE_FIRST), axes, axes.map(() => -1)];
  return apply('Slice', [x, ...bounds.map(numbers => integers(...numbers))], x.type, x.shape);
}

/**
 * `size` numbers along each axis from `begin` on, each `strides` after the former. Axes with negative strides are turned
 * around first: with steps below -1, ONNX Runtime 1.30 takes wrong numbers on WebGPU.
 */
function strided(x: Value, begin: readonly number[], size: readonly number[], strides: readonly number[]) {
  const down = (axis: number) => strides[axis]! < 0;
  const axes = begin.map((_, axis) => axis);
  const turned = reversed(x, axes.filter(down));
  const starts = begin.map((from, axis) => (down(axis) ? x.shape[axis]! - 1 - from : from));
  const steps = strides.map(Math.abs);
  const ends = starts.map((from, axis) => from + size[axis]! * steps[axis]!);
  const bounds = [starts, ends, axes, steps].map(numbers => integers(...numbers));
  return apply('Slice', [turned, ...bounds], x.type, [...size]);
}

const sliceKernel: Kernel = {
  name: tf.Slice,
  strings: true,
  record: call => {
    const x = call.input('x');
    const [begin, size] = tf.slice_util.parseSliceParams(
      shaped(x),
      call.attribute<number[]>('begin'),
      call.attribute<number[]>('size'),
    );
    tf.slice_util.assertParamsValid(shaped(x), begin!, size!);
    return slice(x, begin!, size!);
  },
};

const stridedSlice: Kernel = {
  name: tf.StridedSlice,
  strings: true,
  record: call => {
    const x = call.input('x');
    const mask = (name: string) => call.attribute<number>(name);
    const { begin, end, strides, finalShape } = tf.slice_util.sliceInfo(
      x.shape as number[],
      call.attribute<number[]>('begin'),
      call.attribute<number[]>('end'),
      call.attribute<number[]>('strides'),
      mask('beginMask'),
      mask('endMask'),
      mask('ellipsisMask'),
      mask('newAxisMask'),
      mask('shrinkAxisMask'),
    );
    // An empty range has the size -0, which a shape must not show.
    const size = tf.slice_util.computeOutShape(begin, end, strides).map(n => n + 0);
    return reshape(strided(x, begin, size, strides), finalShape);
  },
};

const reverse: Kernel = {
  name: tf.Reverse,
  strings: true,
  record: call => {
    const x = call.input('x');
    return reversed(x, tf.util.parseAxisParam(call.attribute<number[]>('dims'), x.shape as number[]));
  },
};

/** Parts of those sizes along an axis. */
function parts(x: Value, axis: number, sizes: readonly number[]): Value[] {
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
}

const splitV: Kernel = {
  name: tf.SplitV,
  strings: true,
  record: call => {
    const x = call.input('x');
    const [axis] = tf.util.parseAxisParam(call.attribute<number>('axis'), x.shape as number[]) as [number];
    const sizes = tf.backend_util.prepareSplitSize(
      shaped(x),
      call.attribute<number[]>('numOrSizeSplits'),
      axis,
    );
    return parts(x, axis, sizes);
  },
};

const unpack: Kernel = {
  name: tf.Unpack,
  strings: true,
  record: call => {
    const x = call.input('value');
    const [axis] = tf.util.parseAxisParam(call.attribute<number>('axis'), x.shape as number[]) as [number];
    const shape = x.shape.filter((_, a) => a !== axis);
    return parts(x, axis, new Array(x.shape[axis]!).fill(1)).map(part => reshape(part, shape));
  },
};

export const SLICES: readonly Kernel[] = [sliceKernel, stridedSlice, reverse, splitV, unpack];
