import { broadcast, type Row } from './broadcast.ts';
import { areFloats, type Kernel } from './kernel.ts';

/** An elementwise kernel of two tensors `a` and `b`; each brings its own loop, which V8 then compiles on its own. */
export function binary(name: string, row: Row): Kernel {
  return {
    name,
    compute(call) {
      const a = call.input('a');
      const b = call.input('b');
      if (!areFloats(a, b)) return null;
      const { shape, values } = broadcast(row, call.floats(a), a.shape, call.floats(b), b.shape);
      return call.result(shape, values);
    },
  };
}
