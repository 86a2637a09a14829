import { Transpose } from '@tensorflow/tfjs-core';
import { areFloats, type Kernel } from '../kernel.ts';

/** Permutes the axes of `x`. */
export const transpose: Kernel = {
  name: Transpose,
  compute(call) {
    const x = call.input('x');
    const perm = call.attribute<number[]>('perm');
    const shape = perm.map(axis => x.shape[axis]!);
    // An order that moves only axes of size 1 leaves the values where they are.
    const moving = perm.filter(axis => x.shape[axis] !== 1);
    if (moving.every((axis, i) => i === 0 || axis > moving[i - 1]!)) return call.view(x, shape);
    if (!areFloats(x)) return null;
    const out = permute(call.floats(x), x.shape, moving);
    return call.result(shape, out);
  },
};

/** `order` lists at least two axes of `x`: all whose size is not 1, as they come in the output. */
function permute(x: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const out = new Float32Array(x.length);
  if (out.length === 0) return out;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, next) => size * next, 1));
  const sizes = order.map(axis => shape[axis]!);
  const steps = order.map(axis => strides[axis]!);
  const length = sizes.pop()!;
  const step = steps.pop()!;
  const counters = new Int32Array(sizes.length);
  let from = 0;
  for (let to = 0; to < out.length; to += length) {
    for (let k = 0; k < length; k++) out[to + k] = x[from + k * step]!;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++counters[axis]! < sizes[axis]!) break;
      counters[axis] = 0;
      from -= steps[axis]! * sizes[axis]!;
    }
  }
  return out;
}
