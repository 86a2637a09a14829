import { Neg } from '@tensorflow/tfjs-core';
import { unary } from '../unary.ts';

export const neg = unary(Neg, (x, out) => {
  for (let i = 0; i < x.length; i++) out[i] = -x[i]!;
});
