import * as tf from '@tensorflow/tfjs-core';
import { apply, type ElementType, scalar } from '../graph.ts';
import { cast, type Kernel, reshape } from '../kernel.ts';

const identity: Kernel = { name: tf.Identity, strings: true, record: call => call.input('x') };

const reshaped: Kernel = {
  name: tf.Reshape,
  strings: true,
  record: call => {
    const x = call.input('x');
    return reshape(x, tf.util.inferFromImplicitShape(call.attribute<number[]>('shape'), x.size));
  },
};

const expandDims: Kernel = {
  name: tf.ExpandDims,
  strings: true,
  record: call => {
    const x = call.input('input');
    const shape = [...x.shape];
    const dim = call.attribute<number>('dim');
    tf.util.assert(
      dim >= -(shape.length + 1) && dim <= shape.length,
      () => `ExpandDims: dim ${dim} is not in [${-(shape.length + 1)}, ${shape.length}]`,
    );
    shape.splice(dim < 0 ? x.shape.length + 1 + dim : dim, 0, 1);
    return reshape(x, shape);
  },
};

const transpose: Kernel = {
  name: tf.Transpose,
  strings: true,
  record: call => {
    const x = call.input('x');
    const perm = call.attribute<number[]>('perm');
    return apply(
      'Transpose',
      [x],
      x.type,
      perm.map(axis => x.shape[axis]!),
      { attributes: { perm } },
    );
  },
};

const castKernel: Kernel = {
  name: tf.Cast,
  record: call => {
    const x = call.input('x');
    const type = call.attribute<string>('dtype') as ElementType;
    // ONNX rounds nothing and neither does tfjs: both cut off. NaN is false in ONNX' cast and true here.
    if (type === 'bool' && x.type !== 'bool')
      return apply('Not', [apply('Equal', [x, scalar(0, x.type)], 'bool', x.shape)], 'bool', x.shape);
    return cast(x, type);
  },
};

export const SHAPES: readonly Kernel[] = [identity, reshaped, expandDims, transpose, castKernel];
