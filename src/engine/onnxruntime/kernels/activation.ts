import * as tf from '@tensorflow/tfjs-core';
import { type AttributeValue, apply, scalar, type Value } from '../graph.ts';
import { type Call, cast, type Kernel } from '../kernel.ts';
import { binary } from './binary.ts';
import { unary } from './unary.ts';

type Activation = (x: Value, call: Call) => Value;

function activate(op: string, x: Value, attributes: Record<string, AttributeValue> = {}): Value {
  return apply(op, [cast(x, 'float32')], 'float32', x.shape, { attributes });
}

/** NaN stays NaN: ONNX Runtime's Clip would lose it. */
function clip(x: Value, low: number, high: number): Value {
  const clipped = apply('Clip', [x, scalar(low, x.type), scalar(high, x.type)], x.type, x.shape);
  if (x.type !== 'float32') return clipped;
  return apply('Where', [unary('IsNaN', x, 'bool'), x, clipped], 'float32', x.shape);
}

const numbers = (x: Value) => (x.type === 'bool' ? cast(x, 'int32') : x);

export const relu: Activation = x => unary('Relu', numbers(x));
export const relu6: Activation = x => clip(numbers(x), 0, 6);
export const elu: Activation = x => activate('Elu', x);
export const leakyRelu = (x: Value, alpha: number) => activate('LeakyRelu', x, { alpha: { float: alpha } });

/** x where it is not negative, x · alpha elsewhere. */
export function prelu(x: Value, alpha: Value): Value {
  const negative = apply('Less', [x, scalar(0, x.type)], 'bool', x.shape);
  const scaled = binary('Mul', x, alpha);
  return apply('Where', [negative, scaled, x], x.type, scaled.shape);
}

/** 1 where x > 0 (and where it is NaN, NaN), elsewhere `alpha`: the slope of relu. */
const step: Activation = (x, call) => {
  const above = apply('Greater', [x, scalar(0, x.type)], 'bool', x.shape);
  const slopes = [scalar(1, x.type), scalar(call.attribute<number>('alpha'), x.type)];
  const stepped = apply('Where', [above, ...slopes], x.type, x.shape);
  if (x.type !== 'float32') return stepped;
  return apply('Where', [unary('IsNaN', x, 'bool'), x, stepped], 'float32', x.shape);
};

const clipByValue: Activation = (x, call) =>
  clip(x, call.attribute<number>('clipValueMin'), call.attribute<number>('clipValueMax'));

const OF_X: readonly (readonly [kernel: string, Activation])[] = [
  [tf.Relu, relu],
  [tf.Relu6, relu6],
  [tf.Elu, elu],
  [tf.Selu, x => activate('Selu', x)],
  [tf.LeakyRelu, (x, call) => leakyRelu(x, call.attribute<number>('alpha'))],
  [tf.Step, step],
  [tf.ClipByValue, clipByValue],
];

const preluKernel: Kernel = {
  name: tf.Prelu,
  record: call => prelu(cast(call.input('x'), 'float32'), cast(call.input('alpha'), 'float32')),
};

/** dy where y ≥ 0, dy · (y + 1) elsewhere. */
const eluGrad: Kernel = {
  name: tf.EluGrad,
  record: call => {
    const [dy, y] = [call.input('dy'), call.input('y')];
    const slope = apply('Add', [y, scalar(1)], 'float32', y.shape);
    const flat = apply('GreaterOrEqual', [y, scalar(0)], 'bool', y.shape);
    return apply('Where', [flat, dy, binary('Mul', dy, slope)], 'float32', y.shape);
  },
};

export const ACTIVATIONS: readonly Kernel[] = [
  ...OF_X.map(([name, activation]): Kernel => ({ name, record: call => activation(call.input('x'), call) })),
  preluKernel,
  eluGrad,
];
