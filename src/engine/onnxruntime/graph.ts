import { util } from '@tensorflow/tfjs-core';

/** Element types of tensors in a graph: tfjs' own; ONNX' int64 for shapes, axes and indices; bytes of products in int8. */
export type ElementType = 'float32' | 'int32' | 'bool' | 'int64' | 'int8' | 'uint8';

export type ElementArray = Float32Array | Int32Array | Uint8Array | BigInt64Array | Int8Array;

export type Shape = readonly number[];

/** An attribute of a node. Numbers are written as ONNX integers; a float says so, since 1 is both. */
export type AttributeValue = number | string | readonly number[] | { readonly float: number };

/** ONNX Runtime's own operators, beside ONNX' (whose domain is empty). */
export const MICROSOFT = 'com.microsoft';

/** One ONNX operator applied to values. An input that the operator takes as optional may be null. */
export interface Node {
  readonly op: string;
  readonly domain: '' | typeof MICROSOFT;
  readonly inputs: readonly (Value | null)[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly outputs: readonly Value[];
}

/**
 * Where a value comes from: a node's output; numbers written into the graph; what is fed at each run; or a tensor that
 * is already there, `T` being whatever the runtime holds it as.
 */
export type Source =
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'constant'; readonly data: ElementArray }
  | { readonly kind: 'parameter' }
  | { readonly kind: 'stored'; readonly tensor: unknown };

/** A tensor of a graph. Its source changes once, when a recorded node has been computed. */
export class Value {
  readonly type: ElementType;
  readonly shape: Shape;
  source: Source;

  constructor(type: ElementType, shape: Shape, source: Source) {
    this.type = type;
    this.shape = shape;
    this.source = source;
  }

  get size(): number {
    return util.sizeFromShape(this.shape as number[]);
  }

  /** The node that computes it, if one does. */
  get node(): Node | null {
    return this.source.kind === 'node' ? this.source.node : null;
  }

  /** Its numbers, when they are part of the graph. */
  get constant(): ElementArray | null {
    return this.source.kind === 'constant' ? this.source.data : null;
  }
}

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly domain?: '' | typeof MICROSOFT;
}

interface OutputType {
  readonly type: ElementType;
  readonly shape: Shape;
}

/** Records a node with several outputs. */
export function applyMany(
  op: string,
  inputs: readonly (Value | null)[],
  outputs: readonly OutputType[],
  { attributes = {}, domain = '' }: NodeOptions = {},
): Value[] {
  const values: Value[] = [];
  const node: Node = { op, domain, inputs, attributes, outputs: values };
  for (const { type, shape } of outputs) values.push(new Value(type, shape, { kind: 'node', node }));
  return values;
}

/** Records a node with one output of the given type and shape. */
export function apply(
  op: string,
  inputs: readonly (Value | null)[],
  type: ElementType,
  shape: Shape,
  options?: NodeOptions,
): Value {
  return applyMany(op, inputs, [{ type, shape }], options)[0]!;
}

export function constant(type: ElementType, data: ElementArray, shape: Shape): Value {
  return new Value(type, shape, { kind: 'constant', data });
}

/** A constant vector of int64, as ONNX takes shapes, axes and bounds. */
export function integers(...numbers: number[]): Value {
  return constant('int64', BigInt64Array.from(numbers, BigInt), [numbers.length]);
}

/** A constant number. */
export function scalar(number: number, type: ElementType = 'float32'): Value {
  return constant(type, arrayOf(type, [number]), []);
}

export function parameter(type: ElementType, shape: Shape): Value {
  return new Value(type, shape, { kind: 'parameter' });
}

/** Numbers as an array of the element type. */
export function arrayOf(type: ElementType, numbers: ArrayLike<number>): ElementArray {
  if (type === 'float32') return Float32Array.from(numbers);
  if (type === 'int32') return Int32Array.from(numbers);
  if (type === 'bool' || type === 'uint8') return Uint8Array.from(numbers);
  if (type === 'int8') return Int8Array.from(numbers);
  return BigInt64Array.from(Array.from(numbers), n => BigInt(n));
}

/** All nodes that `outputs` need, each after those it depends on. No recursion: chains can be thousands long. */
export function nodesFor(outputs: readonly Value[]): Node[] {
  const ordered: Node[] = [];
  const seen = new Set<Node>();
  const done = new Set<Node>();
  const stack = outputs.flatMap(value => value.node ?? []).reverse();
  for (let node = stack.at(-1); node; node = stack.at(-1)) {
    if (seen.has(node)) {
      stack.pop();
      if (!done.has(node)) ordered.push(node);
      done.add(node);
      continue;
    }
    seen.add(node);
    for (let i = node.inputs.length - 1; i >= 0; i--) {
      const needed = node.inputs[i]?.node;
      if (needed && !seen.has(needed)) stack.push(needed);
    }
  }
  return ordered;
}
