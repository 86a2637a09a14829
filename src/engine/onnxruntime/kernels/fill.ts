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
import type { Kernel } from '../kernel.ts';

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

const range: Kernel = {
  name: tf.Range,
  record: call => {
    const [start, stop, step] = ['start', 'stop', 'step'].map(name => call.attribute<number>(name)) as [
      number,
      number,
      number,
    ];
    const type = (call.attribute<string>('dtype') ?? 'float32') as ElementType;
    const length = Math.max(0, Math.ceil((stop - start) / step));
    const numbers = Array.from({ length }, (_, i) => start + i * step);
    return constant(type, arrayOf(type, numbers), [length]);
  },
};

export const FILLS: readonly Kernel[] = [like(tf.ZerosLike, 0), like(tf.OnesLike, 1), fill, range];
