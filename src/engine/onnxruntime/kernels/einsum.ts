import * as tf from '@tensorflow/tfjs-core';
import { apply } from '../graph.ts';
import { cast, type Kernel } from '../kernel.ts';

export const einsum: Kernel = {
  name: tf.Einsum,
  record: call => {
    const values = call.all.map(value => (value.type === 'bool' ? cast(value, 'int32') : value));
    const equation = call.attribute<string>('equation').replaceAll(/\s/g, '');
    const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, values.length);
    tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, values as unknown as tf.Tensor[]);
    const [terms, result] = equation.split('->') as [string, string];
    const sizes = new Map<string, number>();
    terms.split(',').forEach((term, i) => {
      [...term].forEach((letter, axis) => {
        sizes.set(letter, values[i]!.shape[axis]!);
      });
    });
    const shape = [...result].map(letter => sizes.get(letter)!);
    return apply('Einsum', values, values[0]!.type, shape, { attributes: { equation } });
  },
};
