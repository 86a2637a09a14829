import * as tf from '@tensorflow/tfjs-core';
import {
  apply,
  arrayOf,
  constant,
  type ElementType,
  integers,
  type Shape,
  scalar,
  type Value,
} from '../graph.ts';
import { type Kernel, reshape } from '../kernel.ts';
import { where } from './where.ts';

/** One number in every place. */
export function filled(number: number, type: ElementType, shape: Shape): Value {
  const value = scalar(number, type);
  if (shape.length === 0) return value;
  return apply('Expand', [value, integers(...shape)], type, shape);
}

const like = (name: string, number: number): Kernel => ({
  name,
  record: call => {
    const { type, shape } = call.input('x');
    return filled(number, type, shape);
  },
});

const fill: Kernel = {
  name: tf.Fill,
  record: call => {
    const number = call.attribute<number>('value');
    const dtype = call.attribute<string>('dtype') ?? tf.util.inferDtype(number);
    return filled(number, dtype as ElementType, call.attribute<number[]>('shape'));
  },
};

const series = (numbers: readonly number[], type: ElementType): Value =>
  constant(type, arrayOf(type, numbers), [numbers.length]);

const range: Kernel = {
  name: tf.Range,
  record: call => {
    const [start, stop, step] = ['start', 'stop', 'step'].map(name => call.attribute<number>(name)) as [
      number,
      number,
      number,
    ];
    const type = (call.attribute<string>('dtype') ?? 'float32') as ElementType;
    // Downwards, a step that was left out is -1.
    const by = stop < start && step === 1 ? -1 : step;
    const length = Math.max(0, Math.ceil((stop - start) / by));
    return series(
      Array.from({ length }, (_, i) => start + i * by),
      type,
    );
  },
};

const linSpace: Kernel = {
  name: tf.LinSpace,
  record: call => {
    const [start, stop, length] = ['start', 'stop', 'num'].map(name => call.attribute<number>(name)) as [
      number,
      number,
      number,
    ];
    const by = length > 1 ? (stop - start) / (length - 1) : 0;
    return series(
      Array.from({ length }, (_, i) => start + i * by),
      'float32',
    );
  },
};

/** The numbers on the diagonal of a tensor of twice the rank, zeros beside it. */
const diag: Kernel = {
  name: tf.Diag,
  record: call => {
    const x = call.input('x');
    const { size } = x;
    const places = series(
      Array.from({ length: size }, (_, i) => i),
      'int32',
    );
    const onDiagonal = apply('Equal', [reshape(places, [size, 1]), places], 'bool', [size, size]);
    const matrix = where(onDiagonal, reshape(x, [size]), scalar(0, x.type), onDiagonal);
    return reshape(matrix, [...x.shape, ...x.shape]);
  },
};

export const FILLS: readonly Kernel[] = [
  like(tf.ZerosLike, 0),
  like(tf.OnesLike, 1),
  fill,
  range,
  linSpace,
  diag,
];
