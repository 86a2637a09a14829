import { Softmax } from '@tensorflow/tfjs-core';
import { areFloats, type Kernel } from '../kernel.ts';

/** exp(x − max) / Σ exp(x − max) over the last axis; tfjs defines no other axis. */
export const softmax: Kernel = {
  name: Softmax,
  compute(call) {
    const logits = call.input('logits');
    const length = logits.shape.at(-1) ?? 0;
    const axis = call.attribute<number>('dim');
    if (!areFloats(logits) || length === 0 || (axis !== -1 && axis !== logits.shape.length - 1)) return null;
    const x = call.floats(logits);
    const out = new Float32Array(x.length);
    for (let start = 0; start < x.length; start += length) softmaxRow(x, out, start, start + length);
    return call.result(logits.shape, out);
  },
};

function softmaxRow(x: Float32Array, out: Float32Array, start: number, end: number): void {
  let largest = x[start]!;
  for (let i = start + 1; i < end; i++) if (x[i]! > largest) largest = x[i]!;
  let total = 0;
  for (let i = start; i < end; i++) {
    const e = Math.exp(x[i]! - largest);
    out[i] = e;
    total += e;
  }
  const scale = 1 / total;
  for (let i = start; i < end; i++) out[i] = out[i]! * scale;
}
