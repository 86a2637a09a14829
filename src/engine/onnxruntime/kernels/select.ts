import * as tf from '@tensorflow/tfjs-core';
import { apply } from '../graph.ts';
import { cast, type Kernel, reshape } from '../kernel.ts';
import { where } from './where.ts';

/** A condition with fewer axes than the operands is of their first axis. */
const select: Kernel = {
  name: tf.Select,
  strings: true,
  record: call => {
    const condition = cast(call.input('condition'), 'bool');
    const yes = call.input('t');
    const no = call.input('e');
    const missing = yes.shape.length - condition.shape.length;
    const aligned =
      condition.shape.length === 1 && missing > 0
        ? reshape(condition, [...condition.shape, ...new Array(missing).fill(1)])
        : condition;
    return where(aligned, yes, no, yes);
  },
};

const softmax: Kernel = {
  name: tf.Softmax,
  record: call => {
    const x = cast(call.input('logits'), 'float32');
    return apply('Softmax', [x], 'float32', x.shape, { attributes: { axis: -1 } });
  },
};

export const SELECTIONS: readonly Kernel[] = [select, softmax];
