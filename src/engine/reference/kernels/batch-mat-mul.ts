import { BatchMatMul, broadcast_util, util } from '@tensorflow/tfjs-core';
import { areFloats, type Kernel } from '../kernel.ts';
import { addProduct } from '../matrix.ts';
import type { Matrix } from '../panels.ts';

/** Matrix product over the last two axes, either factor transposed, batches broadcast the way tfjs does it. */
export const batchMatMul: Kernel = {
  name: BatchMatMul,
  compute(call) {
    const a = call.input('a');
    const b = call.input('b');
    if (!areFloats(a, b)) return null;
    const left = matrices(call.floats(a), a.shape, call.attribute<boolean>('transposeA'));
    const right = matrices(call.floats(b), b.shape, call.attribute<boolean>('transposeB'));
    util.assert(
      left.columns === right.rows,
      () => `matMul: inner dimensions of [${a.shape}] and [${b.shape}] differ`,
    );
    const batchShape = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const size = left.rows * right.columns;
    const batches = Math.max(left.count, right.count);
    const values = new Float32Array(batches * size);
    for (let i = 0; i < batches; i++)
      addProduct(left.at(i), right.at(i), values, i * size, left.rows, left.columns, right.columns);
    return call.result([...batchShape, left.rows, right.columns], values);
  },
};

interface Matrices {
  readonly rows: number;
  readonly columns: number;
  readonly count: number;
  at(index: number): Matrix;
}

function matrices(values: Float32Array, shape: readonly number[], transpose: boolean): Matrices {
  util.assert(shape.length >= 2, () => `matMul: [${shape}] is no matrix`);
  const [height, width] = shape.slice(-2) as [number, number];
  const count = util.sizeFromShape(shape.slice(0, -2));
  const size = height * width;
  const [rows, columns, rowStride, columnStride] = transpose
    ? [width, height, 1, width]
    : [height, width, width, 1];
  return {
    rows,
    columns,
    count,
    at: index => ({ values, offset: (index % count) * size, rowStride, columnStride }),
  };
}
