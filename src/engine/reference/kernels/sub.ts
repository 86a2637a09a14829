import { Sub } from '@tensorflow/tfjs-core';
import { binary } from '../binary.ts';

export const sub = binary(Sub, (out, o, length, a, i, aStep, b, j, bStep) => {
  const [x, y] = [a[i]!, b[j]!];
  if (aStep && bStep) for (let k = 0; k < length; k++) out[o + k] = a[i + k]! - b[j + k]!;
  else if (aStep) for (let k = 0; k < length; k++) out[o + k] = a[i + k]! - y;
  else for (let k = 0; k < length; k++) out[o + k] = x - b[j + k]!;
});
