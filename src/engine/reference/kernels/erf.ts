import { backend_util, Erf } from '@tensorflow/tfjs-core';
import { unary } from '../unary.ts';

const { ERF_P: P, ERF_A1: A1, ERF_A2: A2, ERF_A3: A3, ERF_A4: A4, ERF_A5: A5 } = backend_util;

/** The error function, within 1.5e-7 (M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 7.1.26). */
export const erf = unary(Erf, (x, out) => {
  const [p, a1, a2, a3, a4, a5] = [P, A1, A2, A3, A4, A5];
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    const t = 1 / (1 + p * Math.abs(value));
    const tail = ((((a5 * t + a4) * t + a3) * t + a2) * t + a1) * t * Math.exp(-value * value);
    out[i] = value < 0 ? tail - 1 : 1 - tail;
  }
});
