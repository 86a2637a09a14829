import * as tf from '@tensorflow/tfjs-core';
import { apply, constant, integers, scalar, type Value } from '../graph.ts';
import type { Kernel } from '../kernel.ts';

type Paddings = [before: number, after: number][];

/** The value with `filling` before and after it along each axis. */
export function padded(x: Value, paddings: Paddings, filling: number): Value {
  const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
  const shape = paddings.map(([before, after], axis) => before + x.shape[axis]! + after);
  return apply('Pad', [x, integers(...pads), scalar(filling, x.type)], x.type, shape);
}

const padV2: Kernel = {
  name: tf.PadV2,
  record: call =>
    padded(call.input('x'), call.attribute<Paddings>('paddings'), call.attribute<number>('constantValue')),
};

/** Which element stands at `i` once an axis is mirrored at its ends, with (`edge` 0) or without (1) the ends. */
function mirror(i: number, size: number, edge: number): number {
  if (i < 0) return -i - 1 + edge;
  return i < size ? i : 2 * size - 1 - i - edge;
}

const mirrorPad: Kernel = {
  name: tf.MirrorPad,
  record: call => {
    const edge = call.attribute<string>('mode') === 'reflect' ? 1 : 0;
    return call.attribute<Paddings>('paddings').reduce((x, [before, after], axis) => {
      if (before + after === 0) return x;
      const size = x.shape[axis]!;
      const length = before + size + after;
      const indices = Int32Array.from({ length }, (_, i) => mirror(i - before, size, edge));
      const shape = x.shape.map((n, a) => (a === axis ? length : n));
      return apply('Gather', [x, constant('int32', indices, [length])], x.type, shape, {
        attributes: { axis },
      });
    }, call.input('x'));
  },
};

export const PADS: readonly Kernel[] = [padV2, mirrorPad];
