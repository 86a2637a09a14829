import { util } from '@tensorflow/tfjs-core';
import type { Node, Value } from '../graph.ts';

/** The node that computes `value`, if it is one of operator `op`. */
export function producer(value: Value | null | undefined, op: string): Node | null {
  const node = value?.node;
  return node?.op === op ? node : null;
}

/** The number that stands in every place of `value`, if the graph says so; null otherwise. */
export function uniform(value: Value | null | undefined): number | null {
  if (!value) return null;
  if (value.constant) return value.size === 1 ? Number(value.constant[0]) : null;
  const from = producer(value, 'Expand') ?? producer(value, 'Reshape');
  return from ? uniform(from.inputs[0]) : null;
}

/** Whether `value` is one number, known or not. */
export function isScalar(value: Value): boolean {
  return value.size === 1;
}

export function sameShape(a: Value, b: Value): boolean {
  return util.arraysEqual(a.shape as number[], b.shape as number[]);
}

/** Of two inputs of a commutative node, the one for which `is` holds first; null when it holds for neither. */
export function either(node: Node, is: (value: Value) => boolean): readonly [Value, Value] | null {
  const [a, b] = node.inputs as [Value, Value];
  if (is(b)) return [a, b];
  return is(a) ? [b, a] : null;
}

/** The axes that a reduction takes, when they are constant. */
export function reducedAxes(node: Node): readonly number[] | null {
  const axes = node.inputs[1]?.constant;
  return axes ? Array.from(axes as BigInt64Array, Number) : null;
}

/** Whether the reduction is over the last axis alone and keeps it. */
export function reducesLastAxis(node: Node): boolean {
  const axes = reducedAxes(node);
  return node.attributes.keepdims === 1 && axes?.length === 1 && axes[0] === node.inputs[0]!.shape.length - 1;
}
