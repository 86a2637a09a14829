import {
  apply,
  integers,
  MICROSOFT,
  parameter,
  type Shape,
  scalar,
  type Value,
} from '../../../../../src/engine/onnxruntime/graph.ts';

/** Nodes as the kernels record them, for graphs in tests. */
export const input = (...shape: number[]) => parameter('float32', shape);

function broadcast(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const size = (shape: Shape, axis: number) => shape[shape.length - rank + axis] ?? 1;
  return Array.from({ length: rank }, (_, axis) => (size(a, axis) === 1 ? size(b, axis) : size(a, axis)));
}

const binary = (op: string) => (a: Value, b: Value) => apply(op, [a, b], a.type, broadcast(a.shape, b.shape));
export const add = binary('Add');
export const sub = binary('Sub');
export const mul = binary('Mul');
export const div = binary('Div');
export const max = binary('Max');
export const min = binary('Min');

export const unary = (op: string, x: Value) => apply(op, [x], x.type, x.shape);

export function transpose(x: Value, ...perm: number[]): Value {
  const shape = perm.map(axis => x.shape[axis]!);
  return apply('Transpose', [x], x.type, shape, { attributes: { perm } });
}

export function reshaped(x: Value, ...shape: number[]): Value {
  return apply('Reshape', [x, integers(...shape)], x.type, shape, { attributes: { allowzero: 1 } });
}

export function expand(x: Value, ...shape: number[]): Value {
  return apply('Expand', [x, integers(...shape)], x.type, shape);
}

/** Over one axis, which is kept as 1 unless said otherwise; over all axes where none is given. */
export function reduce(op: string, x: Value, axis?: number, keep = true): Value {
  const axes = axis === undefined ? x.shape.map((_, i) => i) : [axis];
  const shape = x.shape.map((n, i) => (axes.includes(i) ? 1 : n)).filter((_, i) => keep || !axes.includes(i));
  const attributes = { keepdims: keep ? 1 : 0, noop_with_empty_axes: 1 };
  return apply(op, [x, integers(...axes)], x.type, shape, { attributes });
}

export function gemm(a: Value, b: Value, transA = 0, transB = 0): Value {
  const shape = [a.shape[transA ? 1 : 0]!, b.shape[transB ? 0 : 1]!];
  return apply('Gemm', [a, b], 'float32', shape, { attributes: { transA, transB } });
}

export function matMul(a: Value, b: Value, transA = 0, transB = 0): Value {
  const rows = a.shape.at(transA ? -1 : -2)!;
  const columns = b.shape.at(transB ? -2 : -1)!;
  const shape = [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns];
  return apply('FusedMatMul', [a, b], 'float32', shape, {
    domain: MICROSOFT,
    attributes: { transA, transB },
  });
}

/** (x − mean) · 1/√(variance + ε), and the parts of it. */
export function normalized(x: Value, epsilon: Value = scalar(1e-5), axis = x.shape.length - 1) {
  const centered = sub(x, reduce('ReduceMean', x, axis));
  const variance = reduce('ReduceMean', mul(centered, centered), axis);
  const inverse = unary('Reciprocal', unary('Sqrt', add(variance, epsilon)));
  return { centered, variance, inverse, out: mul(centered, inverse) };
}

export function gelu(x: Value, half: Value = scalar(0.5), one: Value = scalar(1)) {
  const erf = unary('Erf', mul(x, scalar(Math.SQRT1_2)));
  const sum = add(erf, one);
  return { erf, sum, out: mul(mul(x, half), sum) };
}
