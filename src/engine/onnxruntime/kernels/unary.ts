import * as tf from '@tensorflow/tfjs-core';
import { apply, type ElementType, scalar, type Value } from '../graph.ts';
import { cast, type Kernel } from '../kernel.ts';

/** `op` on each number; the result has the operand's type, or `type`. */
export function unary(op: string, x: Value, type: ElementType = x.type): Value {
  return apply(op, [x], type, x.shape);
}

/** tfjs' kernels of one tensor that ONNX has as one operator on floats. */
const OPERATORS: readonly (readonly [kernel: string, op: string])[] = [
  [tf.Acos, 'Acos'],
  [tf.Acosh, 'Acosh'],
  [tf.Asin, 'Asin'],
  [tf.Asinh, 'Asinh'],
  [tf.Atan, 'Atan'],
  [tf.Atanh, 'Atanh'],
  [tf.Cos, 'Cos'],
  [tf.Cosh, 'Cosh'],
  [tf.Erf, 'Erf'],
  [tf.Exp, 'Exp'],
  [tf.Log, 'Log'],
  [tf.Reciprocal, 'Reciprocal'],
  [tf.Sigmoid, 'Sigmoid'],
  [tf.Sin, 'Sin'],
  [tf.Sinh, 'Sinh'],
  [tf.Softplus, 'Softplus'],
  [tf.Sqrt, 'Sqrt'],
  [tf.Tan, 'Tan'],
  [tf.Tanh, 'Tanh'],
];

/** Kernels that leave whole numbers as they are. */
const ROUNDINGS: readonly (readonly [kernel: string, op: string])[] = [
  [tf.Ceil, 'Ceil'],
  [tf.Floor, 'Floor'],
  [tf.Round, 'Round'],
];

/** Kernels whose operator takes whole numbers too. */
const SIGNED: readonly (readonly [kernel: string, op: string])[] = [
  [tf.Abs, 'Abs'],
  [tf.Neg, 'Neg'],
];

/** 0 for NaN, as tfjs has it. */
const sign: Kernel = {
  name: tf.Sign,
  record: call => {
    const x = call.input('x');
    const signs = unary('Sign', x);
    if (x.type !== 'float32') return signs;
    return apply('Where', [unary('IsNaN', x, 'bool'), scalar(0), signs], 'float32', x.shape);
  },
};

/** eˣ − 1 = tanh(x/2) · (eˣ + 1), which loses nothing near 0. */
const expm1: Kernel = {
  name: tf.Expm1,
  record: call => {
    const x = cast(call.input('x'), 'float32');
    const { shape } = x;
    const half = apply('Mul', [x, scalar(0.5)], 'float32', shape);
    const above = apply('Add', [unary('Exp', x), scalar(1)], 'float32', shape);
    return apply('Mul', [unary('Tanh', half), above], 'float32', shape);
  },
};

/** log(1 + x) = 2 · artanh(x / (2 + x)), which loses nothing near 0 but everything far from it. */
const log1p: Kernel = {
  name: tf.Log1p,
  record: call => {
    const x = cast(call.input('x'), 'float32');
    const { shape } = x;
    const plus = (number: number) => apply('Add', [x, scalar(number)], 'float32', shape);
    const ratio = apply('Div', [x, plus(2)], 'float32', shape);
    const near = apply('Mul', [unary('Atanh', ratio), scalar(2)], 'float32', shape);
    const isNear = apply('Less', [unary('Abs', x), scalar(0.5)], 'bool', shape);
    return apply('Where', [isNear, near, unary('Log', plus(1))], 'float32', shape);
  },
};

export const UNARY: readonly Kernel[] = [
  ...OPERATORS.map(
    ([name, op]): Kernel => ({ name, record: call => unary(op, cast(call.input('x'), 'float32')) }),
  ),
  ...ROUNDINGS.map(
    ([name, op]): Kernel => ({
      name,
      record: call => {
        const x = call.input('x');
        return x.type === 'float32' ? unary(op, x) : x;
      },
    }),
  ),
  ...SIGNED.map(([name, op]): Kernel => ({ name, record: call => unary(op, call.input('x')) })),
  sign,
  expm1,
  log1p,
];
