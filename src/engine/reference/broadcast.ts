import { broadcast_util, util } from '@tensorflow/tfjs-core';

/**
 * One run of an elementwise operation, `length` results long: out[o], out[o + 1], … from a[i], a[i + 1], … and b[j],
 * b[j + 1], …. A step of 0 instead of 1 says that the operand is broadcast: its one number goes with all of the other's.
 */
export type Row = (
  out: Float32Array,
  o: number,
  length: number,
  a: Float32Array,
  i: number,
  aStep: number,
  b: Float32Array,
  j: number,
  bStep: number,
) => void;

interface Axis {
  size: number;
  a: number;
  b: number;
}

/** Applies `row` to two tensors, broadcast to their common shape (NumPy's rules). Returns that shape and the values. */
export function broadcast(
  row: Row,
  a: Float32Array,
  aShape: number[],
  b: Float32Array,
  bShape: number[],
): { shape: number[]; values: Float32Array } {
  const shape = broadcast_util.assertAndGetBroadcastShape(aShape, bShape);
  const values = new Float32Array(util.sizeFromShape(shape));
  if (values.length === 0) return { shape, values };
  const axes = mergedAxes(shape, aShape, bShape);
  const inner = axes.pop() ?? { size: 1, a: 1, b: 1 };
  const counters = new Int32Array(axes.length);
  let i = 0;
  let j = 0;
  for (let o = 0; o < values.length; o += inner.size) {
    row(values, o, inner.size, a, i, inner.a, b, j, inner.b);
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const { size, a: aStride, b: bStride } = axes[axis]!;
      i += aStride;
      j += bStride;
      if (++counters[axis]! < size) break;
      counters[axis] = 0;
      i -= aStride * size;
      j -= bStride * size;
    }
  }
  return { shape, values };
}

/** The fewest axes, outermost first, that describe the operation: neighbours are merged where both operands allow. */
function mergedAxes(shape: readonly number[], aShape: readonly number[], bShape: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  let aSize = 1;
  let bSize = 1;
  for (let fromEnd = 1; fromEnd <= shape.length; fromEnd++) {
    const size = shape.at(-fromEnd)!;
    const aHere = aShape.at(-fromEnd) ?? 1;
    const bHere = bShape.at(-fromEnd) ?? 1;
    const a = aHere === 1 ? 0 : aSize;
    const b = bHere === 1 ? 0 : bSize;
    aSize *= aHere;
    bSize *= bHere;
    if (size === 1) continue;
    const inside = axes[0];
    if (inside && a === inside.a * inside.size && b === inside.b * inside.size) inside.size *= size;
    else axes.unshift({ size, a, b });
  }
  return axes;
}
