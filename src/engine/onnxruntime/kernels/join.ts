import * as tf from '@tensorflow/tfjs-core';
import { apply, integers, type Value } from '../graph.ts';
import { type Kernel, reshape } from '../kernel.ts';

export function concat(values: readonly Value[], axis: number): Value {
  const [first] = values as [Value];
  const shape = tf.backend_util.computeOutShape(
    values.map(value => value.shape as number[]),
    axis,
  );
  const filled = values.filter(value => value.size > 0);
  if (filled.length === 1) return reshape(filled[0]!, shape);
  const used = filled.length > 0 ? filled : [first];
  if (used.length === 1) return reshape(first, shape);
  return apply('Concat', used, first.type, shape, { attributes: { axis } });
}

const concatKernel: Kernel = {
  name: tf.Concat,
  strings: true,
  record: call => {
    const values = call.all;
    const [axis] = tf.util.parseAxisParam(call.attribute<number>('axis'), values[0]!.shape as number[]) as [
      number,
    ];
    tf.backend_util.assertParamsConsistent(
      values.map(value => value.shape as number[]),
      axis,
    );
    return concat(values, axis);
  },
};

const pack: Kernel = {
  name: tf.Pack,
  strings: true,
  record: call => {
    const axis = call.attribute<number>('axis');
    const [first] = call.all as [Value];
    const rows = call.all.map(value => {
      tf.util.assertShapesMatch(first.shape as number[], value.shape as number[], 'Pack: ');
      tf.util.assert(value.type === first.type, () => `Pack: types ${first.type} and ${value.type} differ`);
      const shape = [...value.shape];
      shape.splice(axis < 0 ? shape.length + 1 + axis : axis, 0, 1);
      return reshape(value, shape);
    });
    return concat(rows, axis < 0 ? rows[0]!.shape.length + axis : axis);
  },
};

const addN: Kernel = {
  name: tf.AddN,
  record: call => {
    const values = call.all;
    const [first] = values as [Value];
    if (first.type === 'float32') return apply('Sum', values, first.type, first.shape);
    return values.reduce((sum, value) => apply('Add', [sum, value], first.type, first.shape));
  },
};

const tile: Kernel = {
  name: tf.Tile,
  strings: true,
  record: call => {
    const x = call.input('x');
    const reps = call.attribute<number[]>('reps');
    const shape = x.shape.map((size, axis) => size * reps[axis]!);
    return apply('Tile', [x, integers(...reps)], x.type, shape);
  },
};

export const JOINS: readonly Kernel[] = [concatKernel, pack, addN, tile];
