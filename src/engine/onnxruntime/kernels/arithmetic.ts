import * as tf from '@tensorflow/tfjs-core';
import { apply, scalar, type Value } from '../graph.ts';
import { cast, type Kernel } from '../kernel.ts';
import { binary } from './binary.ts';
import { unary } from './unary.ts';

const square: Kernel = {
  name: tf.Square,
  record: call => {
    const x = call.input('x');
    return apply('Mul', [x, x], x.type, x.shape);
  },
};

const squaredDifference: Kernel = {
  name: tf.SquaredDifference,
  record: call => {
    const difference = binary('Sub', call.input('a'), call.input('b'));
    return binary('Mul', difference, difference);
  },
};

const rsqrt: Kernel = {
  name: tf.Rsqrt,
  record: call => unary('Reciprocal', unary('Sqrt', cast(call.input('x'), 'float32'))),
};

/** A divisor of whole numbers that ends no process: 1 where it is 0. */
function nonzero(b: Value): Value {
  const zero = apply('Equal', [b, scalar(0, b.type)], 'bool', b.shape);
  return apply('Where', [zero, scalar(1, b.type), b], b.type, b.shape);
}

/** The remainder that has the divisor's sign; of whole numbers 0 where the divisor is. */
function mod(a: Value, b: Value): Value {
  if (a.type === 'int32') return binary('Mod', a, nonzero(b));
  const remainder = (x: Value, y: Value) =>
    apply(
      'Mod',
      [x, y],
      'float32',
      tf.broadcast_util.assertAndGetBroadcastShape([...x.shape], [...y.shape]),
      {
        attributes: { fmod: 1 },
      },
    );
  const negative = (x: Value) => apply('Less', [x, scalar(0)], 'bool', x.shape);
  const cut = remainder(a, b);
  const differ = binary('Xor', negative(a), negative(b));
  return apply('Where', [differ, remainder(binary('Add', cut, b), b), cut], 'float32', cut.shape);
}

const modKernel: Kernel = { name: tf.Mod, record: call => mod(call.input('a'), call.input('b')) };

/** The quotient rounded down, as whole numbers; 0 where whole numbers are divided by 0. */
const floorDiv: Kernel = {
  name: tf.FloorDiv,
  record: call => {
    const [a, b] = [call.input('a'), call.input('b')];
    if (a.type === 'float32') return cast(unary('Floor', binary('Div', a, b)), 'int32');
    const quotient = binary('Div', binary('Sub', a, mod(a, b)), nonzero(b));
    const zero = apply('Equal', [b, scalar(0, b.type)], 'bool', b.shape);
    return apply('Where', [zero, scalar(0, 'int32'), quotient], 'int32', quotient.shape);
  },
};

/** The angle of (b, a) through arctan(a / |b|), which is right for b ≥ 0. */
const atan2: Kernel = {
  name: tf.Atan2,
  record: call => {
    const [y, x] = [cast(call.input('a'), 'float32'), cast(call.input('b'), 'float32')];
    const right = unary('Atan', binary('Div', y, unary('Abs', x)));
    const { shape } = right;
    const zero = (value: Value) => apply('Equal', [value, scalar(0)], 'bool', value.shape);
    const negative = (value: Value) => apply('Less', [value, scalar(0)], 'bool', value.shape);
    const turn = apply('Where', [negative(y), scalar(-Math.PI), scalar(Math.PI)], 'float32', y.shape);
    const angle = apply('Where', [negative(x), binary('Sub', turn, right), right], 'float32', shape);
    const nowhere = binary('And', zero(y), zero(x));
    return apply('Where', [nowhere, scalar(0), angle], 'float32', shape);
  },
};

export const ARITHMETIC: readonly Kernel[] = [square, squaredDifference, rsqrt, modKernel, floorDiv, atan2];
