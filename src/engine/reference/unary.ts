import { areFloats, type Kernel } from './kernel.ts';

/** Writes out[i] from x[i] for every i. */
export type Loop = (x: Float32Array, out: Float32Array) => void;

/** An elementwise kernel of one tensor `x`; each brings its own loop, which V8 then compiles on its own. */
export function unary(name: string, loop: Loop): Kernel {
  return {
    name,
    compute(call) {
      const x = call.input('x');
      if (!areFloats(x)) return null;
      const values = call.floats(x);
      const out = new Float32Array(values.length);
      loop(values, out);
      return call.result(x.shape, out);
    },
  };
}
