import * as tf from '@tensorflow/tfjs-core';
import { apply, scalar } from '../graph.ts';
import { cast, type Kernel } from '../kernel.ts';

const neg: Kernel = {
  name: tf.Neg,
  record: call => {
    const x = call.input('x');
    return apply('Neg', [x], x.type, x.shape);
  },
};

const square: Kernel = {
  name: tf.Square,
  record: call => {
    const x = call.input('x');
    return apply('Mul', [x, x], x.type, x.shape);
  },
};

const rsqrt: Kernel = {
  name: tf.Rsqrt,
  record: call => {
    const x = cast(call.input('x'), 'float32');
    const root = apply('Sqrt', [x], 'float32', x.shape);
    return apply('Reciprocal', [root], 'float32', x.shape);
  },
};

/** 1 where x > 0 (and where it is NaN, NaN), elsewhere `alpha`: the slope of relu. */
const step: Kernel = {
  name: tf.Step,
  record: call => {
    const x = cast(call.input('x'), 'float32');
    const above = apply('Greater', [x, scalar(0)], 'bool', x.shape);
    const stepped = apply(
      'Where',
      [above, scalar(1), scalar(call.attribute<number>('alpha'))],
      'float32',
      x.shape,
    );
    const undefinedAt = apply('IsNaN', [x], 'bool', x.shape);
    return apply('Where', [undefinedAt, x, stepped], 'float32', x.shape);
  },
};

export const ARITHMETIC: readonly Kernel[] = [neg, square, rsqrt, step];
