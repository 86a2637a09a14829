import * as tf from '@tensorflow/tfjs-core';
import { apply, type ElementType, type Value } from '../graph.ts';
import { cast, type Kernel } from '../kernel.ts';

/** The shape of two operands broadcast to each other, as in NumPy. */
export function broadcastShape(a: Value, b: Value): number[] {
  return tf.broadcast_util.assertAndGetBroadcastShape(a.shape as number[], b.shape as number[]);
}

/** `op` on operands of one type, broadcast; the result has the operands' type, or `type`. */
export function binary(op: string, a: Value, b: Value, type: ElementType = a.type): Value {
  return apply(op, [a, b], type, broadcastShape(a, b));
}

const SAME_TYPE: readonly (readonly [kernel: string, op: string])[] = [
  [tf.Add, 'Add'],
  [tf.Sub, 'Sub'],
  [tf.Multiply, 'Mul'],
  [tf.Maximum, 'Max'],
  [tf.Minimum, 'Min'],
  [tf.Pow, 'Pow'],
  [tf.BitwiseAnd, 'BitwiseAnd'],
];

const realDiv: Kernel = {
  name: tf.RealDiv,
  record: call => binary('Div', cast(call.input('a'), 'float32'), cast(call.input('b'), 'float32')),
};

export const BINARY: readonly Kernel[] = [
  ...SAME_TYPE.map(
    ([name, op]): Kernel => ({ name, record: call => binary(op, call.input('a'), call.input('b')) }),
  ),
  realDiv,
];
