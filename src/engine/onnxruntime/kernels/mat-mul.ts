import * as tf from '@tensorflow/tfjs-core';
import { apply, MICROSOFT, type Value } from '../graph.ts';
import { cast, type Kernel } from '../kernel.ts';

/** Matrix product over the last two axes, either factor transposed; batches are broadcast. */
export function matMul(a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value {
  const [rows, inner] = sides(a, transposeA);
  const [depth, columns] = sides(b, transposeB);
  tf.util.assert(inner === depth, () => `matMul: inner dimensions of [${a.shape}] and [${b.shape}] differ`);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2) as number[],
    b.shape.slice(0, -2) as number[],
  );
  const attributes = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
  const shape = [...batch, rows, columns];
  if (shape.length === 2) return apply('Gemm', [a, b], 'float32', shape, { attributes });
  return apply('FusedMatMul', [a, b], 'float32', shape, { attributes, domain: MICROSOFT });
}

function sides(x: Value, transpose: boolean): [rows: number, columns: number] {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return transpose ? [columns, rows] : [rows, columns];
}

export const batchMatMul: Kernel = {
  name: tf.BatchMatMul,
  record: call =>
    matMul(
      cast(call.input('a'), 'float32'),
      cast(call.input('b'), 'float32'),
      call.attribute('transposeA') ?? false,
      call.attribute('transposeB') ?? false,
    ),
};
