import { GatherV2, util } from '@tensorflow/tfjs-core';
import { areFloats, type Kernel } from '../kernel.ts';

/** Rows of a table: x [outer, rows, ...inner] and indices [...n] → [outer, ...n, ...inner] along `axis`. */
export const gatherV2: Kernel = {
  name: GatherV2,
  compute(call) {
    const x = call.input('x');
    const indices = call.input('indices');
    if (!areFloats(x) || indices.dtype !== 'int32' || call.attribute<number>('batchDims')) return null;
    const [axis] = util.parseAxisParam(call.attribute<number>('axis'), x.shape) as [number];
    const rows = x.shape[axis]!;
    const outer = util.sizeFromShape(x.shape.slice(0, axis));
    const inner = util.sizeFromShape(x.shape.slice(axis + 1));
    const wanted = call.integers(indices);
    for (const row of wanted)
      util.assert(
        row >= 0 && row < rows,
        () => `GatherV2: the index value ${row} is not in [0, ${rows - 1}]`,
      );
    const values = call.floats(x);
    const out = new Float32Array(outer * wanted.length * inner);
    let to = 0;
    for (let block = 0; block < outer; block++)
      for (const row of wanted) {
        const from = (block * rows + row) * inner;
        for (let k = 0; k < inner; k++) out[to++] = values[from + k]!;
      }
    return call.result([...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], out);
  },
};
