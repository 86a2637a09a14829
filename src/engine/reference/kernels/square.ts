import { Square } from '@tensorflow/tfjs-core';
import { unary } from '../unary.ts';

export const square = unary(Square, (x, out) => {
  for (let i = 0; i < x.length; i++) out[i] = x[i]! * x[i]!;
});
