import * as tf from '@tensorflow/tfjs-core';
import { FinetuneGateError } from '../../../errors.ts';
import { apply, MICROSOFT, type Value } from '../graph.ts';
import { type Call, cast, type Kernel } from '../kernel.ts';
import { elu, leakyRelu, prelu, relu, relu6 } from './activation.ts';
import { binary } from './binary.ts';
import { unary } from './unary.ts';

/**
 * Matrix product over the last two axes, either factor transposed; batches are broadcast. Of whole numbers, the result
 * is of whole numbers.
 */
export function matMul(a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value {
  const [rows, inner] = sides(a, transposeA);
  const [depth, columns] = sides(b, transposeB);
  tf.util.assert(inner === depth, () => `matMul: inner dimensions of [${a.shape}] and [${b.shape}] differ`);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2) as number[],
    b.shape.slice(0, -2) as number[],
  );
  const shape = [...batch, rows, columns];
  if (a.type === 'int32' && b.type === 'int32')
    return apply('MatMul', [swapped(a, transposeA), swapped(b, transposeB)], 'int32', shape);
  const factors = [cast(a, 'float32'), cast(b, 'float32')];
  const attributes = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
  if (shape.length === 2) return apply('Gemm', factors, 'float32', shape, { attributes });
  return apply('FusedMatMul', factors, 'float32', shape, { attributes, domain: MICROSOFT });
}

function sides(x: Value, transpose: boolean): [rows: number, columns: number] {
  tf.util.assert(x.shape.length >= 2, () => `matMul: [${x.shape}] is no matrix`);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return transpose ? [columns, rows] : [rows, columns];
}

/** The last two axes of x exchanged, where wanted. */
function swapped(x: Value, transpose: boolean): Value {
  if (!transpose) return x;
  const last = x.shape.length - 1;
  const perm = x.shape.map((_, axis) => (axis === last ? last - 1 : axis === last - 1 ? last : axis));
  const shape = perm.map(axis => x.shape[axis]!);
  return apply('Transpose', [x], x.type, shape, { attributes: { perm } });
}

function product(call: Call): Value {
  const transposed = (name: string) => call.attribute<boolean>(name) ?? false;
  return matMul(call.input('a'), call.input('b'), transposed('transposeA'), transposed('transposeB'));
}

const batchMatMul: Kernel = { name: tf.BatchMatMul, record: product };

/** A product, a bias and an activation, as tfjs' layers ask for them. */
const fusedMatMul: Kernel = {
  name: tf._FusedMatMul,
  record: call => {
    const bias = call.optional('bias');
    const x = product(call);
    return activated(bias ? binary('Add', x, bias) : x, call);
  },
};

function activated(x: Value, call: Call): Value {
  const name = call.attribute<string>('activation') ?? 'linear';
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return relu(x, call);
    case 'relu6':
      return relu6(x, call);
    case 'elu':
      return elu(x, call);
    case 'sigmoid':
      return unary('Sigmoid', x);
    case 'leakyrelu':
      return leakyRelu(x, call.attribute<number>('leakyreluAlpha'));
    case 'prelu':
      return prelu(x, call.input('preluActivationWeights'));
    default:
      throw new FinetuneGateError('ENGINE_FAILED', `The activation \`${name}\` is not known.`);
  }
}

export const PRODUCTS: readonly Kernel[] = [batchMatMul, fusedMatMul];
