import * as tf from '@tensorflow/tfjs-core';
import { apply } from '../graph.ts';
import { cast, type Kernel } from '../kernel.ts';

/** tfjs' kernels of one tensor that ONNX has as one operator on floats. */
const OPERATORS: readonly (readonly [kernel: string, op: string])[] = [
  [tf.Erf, 'Erf'],
  [tf.Exp, 'Exp'],
  [tf.Log, 'Log'],
  [tf.Relu, 'Relu'],
  [tf.Sigmoid, 'Sigmoid'],
  [tf.Sqrt, 'Sqrt'],
  [tf.Tanh, 'Tanh'],
];

export const UNARY: readonly Kernel[] = OPERATORS.map(([name, op]) => ({
  name,
  record: call => {
    const x = cast(call.input('x'), 'float32');
    return apply(op, [x], 'float32', x.shape);
  },
}));
