import { apply, MICROSOFT, type Node, type NodeOptions, type Value } from '../graph.ts';
import { either, producer, sameShape, uniform } from './match.ts';
import { rewrite, useCounts } from './rewrite.ts';

/**
 * Matrix products with what stands beside them in one kernel: transposed factors, a constant scale, and for two axes
 * a bias over the columns.
 */
export function fuseMatMul(outputs: readonly Value[]): Value[] {
  let fused = [...outputs];
  for (const visit of [transposedFactor, scaledProduct, biasedProduct]) {
    const uses = useCounts(fused);
    fused = rewrite(fused, (node, inputs, now) => {
      const value = visit(node, inputs, uses, now);
      return value ? [value] : undefined;
    });
  }
  return fused;
}

type Uses = (value: Value) => number;
type Now = (before: Value) => Value;
type Inputs = readonly (Value | null)[];

function isProduct(node: Node | null): node is Node {
  return node?.op === 'Gemm' || node?.op === 'FusedMatMul';
}

function product(like: Node, inputs: Inputs, attributes: NodeOptions['attributes']): Value {
  const [out] = like.outputs as [Value];
  return apply(like.op, inputs, 'float32', out.shape, {
    domain: like.domain,
    attributes: { ...like.attributes, ...attributes },
  });
}

/** Factors whose last two axes were swapped before. */
function transposedFactor(node: Node, inputs: Inputs): Value | null {
  if (!isProduct(node)) return null;
  const flags = ['transA', 'transB'] as const;
  const swaps = flags.map((_, i) => swapped(inputs[i]));
  if (!swaps.includes(true)) return null;
  const factors = inputs.map((input, i) => (swaps[i] ? input!.node!.inputs[0]! : input));
  const turned = flags.map((flag, i) => [flag, Number(node.attributes[flag]) ^ Number(swaps[i])] as const);
  return product(node, factors, Object.fromEntries(turned));
}

function swapped(value: Value | null | undefined): boolean {
  const node = producer(value, 'Transpose');
  if (!node) return false;
  const perm = node.attributes.perm as readonly number[];
  const last = perm.length - 1;
  return perm.every((axis, i) => axis === (i === last ? last - 1 : i === last - 1 ? last : i));
}

/** A product times a constant, or of a factor that was: the kernel scales for nothing. */
function scaledProduct(node: Node, inputs: Inputs, uses: Uses, now: Now): Value | null {
  if (node.op === 'Mul') {
    const found = either(node, value => uniform(value) !== null);
    if (!found || uses(found[0]) !== 1 || !sameShape(found[0], node.outputs[0]!)) return null;
    const inner = now(found[0]).node;
    if (!isProduct(inner) || inner.inputs.length > 2) return null;
    return scaled(inner, inner.inputs, uniform(found[1])!);
  }
  if (!isProduct(node) || inputs.length > 2) return null;
  for (const [i, input] of inputs.entries()) {
    const scaling = producer(input, 'Mul');
    const found = scaling && either(scaling, value => value.size === 1 && uniform(value) !== null);
    if (!found || uses(node.inputs[i]!) !== 1 || !sameShape(found[0], input!)) continue;
    const factors = inputs.map((factor, j) => (i === j ? found[0] : factor));
    return scaled(node, factors, uniform(found[1])!);
  }
  return null;
}

function scaled(node: Node, inputs: Inputs, scale: number): Value | null {
  const { alpha } = node.attributes;
  const before = typeof alpha === 'object' && 'float' in alpha ? alpha.float : 1;
  const float = Math.fround(before * scale);
  const lost = !Number.isFinite(float) || (float === 0 && before !== 0 && scale !== 0);
  return !lost ? product(node, inputs, { alpha: { float } }) : null;
}

/**
 * Gemm adds its third input, here one number a column. It writes that into the whole output first and then reads it
 * back, so where the output is wider than the product is deep, adding on its own costs less.
 */
function biasedProduct(node: Node, _: Inputs, uses: Uses, now: Now): Value | null {
  if (node.op !== 'Add') return null;
  const columns = node.outputs[0]!.shape.at(-1);
  const found = either(node, value => value.shape.length === 1 && value.size === columns);
  if (!found || uses(found[0]) !== 1 || !sameShape(found[0], node.outputs[0]!)) return null;
  const inner = producer(now(found[0]), 'Gemm');
  if (!inner || inner.inputs.length > 2 || columns! > depthOf(inner)) return null;
  return product(inner, [...inner.inputs, now(found[1])], {});
}

function depthOf({ inputs: [a], attributes }: Node): number {
  return a!.shape[attributes.transA ? 0 : 1]!;
}

/** Products of more than two axes that need neither transposing nor scaling as ONNX' own operator. */
export function plainMatMul(outputs: readonly Value[]): Value[] {
  return rewrite(outputs, (node, inputs) => {
    const { op, domain, attributes, outputs: out } = node;
    if (op !== 'FusedMatMul' || domain !== MICROSOFT) return undefined;
    if (attributes.transA || attributes.transB || attributes.alpha) return undefined;
    return [apply('MatMul', inputs, 'float32', out[0]!.shape)];
  });
}
