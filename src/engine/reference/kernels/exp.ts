import { Exp } from '@tensorflow/tfjs-core';
import { unary } from '../unary.ts';

export const exp = unary(Exp, (x, out) => {
  for (let i = 0; i < x.length; i++) out[i] = Math.exp(x[i]!);
});
