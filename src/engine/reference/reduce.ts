import { backend_util, util } from '@tensorflow/tfjs-core';
import { areFloats, type Call } from './kernel.ts';

/** Sums of one column each, in double precision; kept between calls. */
let totals = new Float64Array(0);

/**
 * Sum of `x` over the attribute `axis`, times `scaleOf(numbers in a sum)`. Shapes: [outer, reduced, inner] →
 * [outer, inner], where the reduced axes are neighbours; null where they are not.
 */
export function reduce(call: Call, scaleOf: (count: number) => number) {
  const x = call.input('x');
  if (!areFloats(x)) return null;
  const rank = x.shape.length;
  const axes = util.parseAxisParam(call.attribute<number[]>('axis'), x.shape);
  const first = axes[0] ?? rank;
  if (axes.some((axis, i) => axis !== first + i)) return null;
  const outer = util.sizeFromShape(x.shape.slice(0, first));
  const reduced = util.sizeFromShape(x.shape.slice(first, first + axes.length));
  const inner = util.sizeFromShape(x.shape.slice(first + axes.length));
  const [short] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const keepDims = call.attribute<boolean>('keepDims');
  const shape = keepDims ? backend_util.expandShapeToKeepDim(short, axes) : short;
  const out = new Float32Array(outer * inner);
  if (inner === 1) sumRows(call.floats(x), out, reduced, scaleOf(reduced));
  else sumColumns(call.floats(x), out, outer, reduced, inner, scaleOf(reduced));
  return call.result(shape, out);
}

function sumRows(x: Float32Array, out: Float32Array, length: number, scale: number): void {
  let at = 0;
  for (let row = 0; row < out.length; row++) {
    let total = 0;
    for (const end = at + length; at < end; at++) total += x[at]!;
    out[row] = total * scale;
  }
}

function sumColumns(
  x: Float32Array,
  out: Float32Array,
  outer: number,
  rows: number,
  columns: number,
  scale: number,
): void {
  if (totals.length < columns) totals = new Float64Array(columns);
  const sums = totals;
  let at = 0;
  for (let block = 0; block < outer; block++) {
    sums.fill(0, 0, columns);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) sums[column] = sums[column]! + x[at++]!;
    for (let column = 0; column < columns; column++) out[block * columns + column] = sums[column]! * scale;
  }
}
