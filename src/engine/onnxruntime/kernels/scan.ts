import * as tf from '@tensorflow/tfjs-core';
import { apply, scalar, type Value } from '../graph.ts';
import { cast, type Kernel } from '../kernel.ts';
import { binary } from './binary.ts';
import { padded } from './pad.ts';
import { reversed, slice } from './slice.ts';

const numbersOf = (x: Value) => (x.type === 'bool' ? cast(x, 'int32') : x);

const cumsum: Kernel = {
  name: tf.Cumsum,
  record: call => {
    const x = numbersOf(call.input('x'));
    const axis = scalar(call.attribute<number>('axis'), 'int64');
    return apply('CumSum', [x, axis], x.type, x.shape, {
      attributes: {
        exclusive: call.attribute<boolean>('exclusive') ? 1 : 0,
        reverse: call.attribute<boolean>('reverse') ? 1 : 0,
      },
    });
  },
};

/** All moved `by` places along the axis, with ones before them. */
function shifted(x: Value, axis: number, by: number): Value {
  const longer = padded(
    x,
    x.shape.map((_, a) => [a === axis ? by : 0, 0]),
    1,
  );
  return slice(
    longer,
    x.shape.map(() => 0),
    x.shape,
  );
}

/** ONNX has none: the products of 1, 2, 4, … neighbours are each made of two of the former. */
const cumprod: Kernel = {
  name: tf.Cumprod,
  record: call => {
    const x = numbersOf(call.input('x'));
    const axis = call.attribute<number>('axis');
    const turned = call.attribute<boolean>('reverse') ? [axis] : [];
    let products = reversed(x, turned);
    for (let by = 1; by < x.shape[axis]!; by *= 2)
      products = binary('Mul', products, shifted(products, axis, by));
    if (call.attribute<boolean>('exclusive')) products = shifted(products, axis, 1);
    return reversed(products, turned);
  },
};

export const SCANS: readonly Kernel[] = [cumsum, cumprod];
