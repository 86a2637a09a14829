import { Sqrt } from '@tensorflow/tfjs-core';
import { unary } from '../unary.ts';

export const sqrt = unary(Sqrt, (x, out) => {
  for (let i = 0; i < x.length; i++) out[i] = Math.sqrt(x[i]!);
});
