import * as tf from '@tensorflow/tfjs-core';
import { apply, integers, scalar } from '../graph.ts';
import { cast, type Kernel, reshape } from '../kernel.ts';

/** A condition with fewer axes than the operands is of their first axis. */
const select: Kernel = {
  name: tf.Select,
  record: call => {
    const condition = cast(call.input('condition'), 'bool');
    const yes = call.input('t');
    const no = call.input('e');
    const missing = yes.shape.length - condition.shape.length;
    const aligned =
      condition.shape.length === 1 && missing > 0
        ? reshape(condition, [...condition.shape, ...new Array(missing).fill(1)])
        : condition;
    return apply('Where', [aligned, yes, no], yes.type, yes.shape);
  },
};

const softmax: Kernel = {
  name: tf.Softmax,
  record: call => {
    const x = cast(call.input('logits'), 'float32');
    return apply('Softmax', [x], 'float32', x.shape, { attributes: { axis: -1 } });
  },
};

const padV2: Kernel = {
  name: tf.PadV2,
  record: call => {
    const x = call.input('x');
    const paddings = call.attribute<[number, number][]>('paddings');
    const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
    const shape = paddings.map(([before, after], axis) => before + x.shape[axis]! + after);
    const filling = scalar(call.attribute<number>('constantValue'), x.type);
    return apply('Pad', [x, integers(...pads), filling], x.type, shape);
  },
};

export const SELECTIONS: readonly Kernel[] = [select, softmax, padV2];
