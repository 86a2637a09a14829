import * as tf from '@tensorflow/tfjs-core';
import { apply, applyMany, integers, scalar, type Value } from '../graph.ts';
import { cast, type Kernel } from '../kernel.ts';
import { unary } from './unary.ts';

/** Where along an axis the largest or smallest number is; the first of equal ones. NaN, like `worst`, is none. */
const argument = (name: string, op: string, worst: number): Kernel => ({
  name,
  record: call => {
    const x = call.input('x');
    const [axis] = tf.util.parseAxisParam(call.attribute<number>('axis'), x.shape as number[]) as [number];
    const shape = x.shape.filter((_, i) => i !== axis);
    const attributes = { axis, keepdims: 0 };
    const numbers = x.type === 'float32' ? instead(x, worst) : cast(x, 'int32');
    return cast(apply(op, [numbers], 'int64', shape, { attributes }), 'int32');
  },
});

function instead(x: Value, ofNaN: number): Value {
  return apply('Where', [unary('IsNaN', x, 'bool'), scalar(ofNaN), x], 'float32', x.shape);
}

const topK: Kernel = {
  name: tf.TopK,
  record: call => {
    const x = call.input('x');
    const k = call.attribute<number>('k');
    const shape = [...x.shape.slice(0, -1), k];
    const outputs = [
      { type: x.type, shape },
      { type: 'int64', shape },
    ] as const;
    const [values, indices] = applyMany('TopK', [x, integers(k)], outputs, {
      // Sorted even if it need not be: only then are equal numbers in the order of their indices.
      attributes: { axis: -1, sorted: 1 },
    });
    return [values!, cast(indices!, 'int32')];
  },
};

export const ORDERS: readonly Kernel[] = [
  argument(tf.ArgMax, 'ArgMax', -Infinity),
  argument(tf.ArgMin, 'ArgMin', Infinity),
  topK,
];
