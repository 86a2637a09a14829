import type { Node } from './graph.ts';

const PRODUCTS: ReadonlySet<string> = new Set(['MatMul', 'Gemm', 'FusedMatMul', 'MatMulIntegerToFloat']);

/** Multiplications of a graph's largest matrix product: what decides whether more threads help it. */
export function largestProduct(nodes: readonly Node[]): number {
  return nodes.reduce((most, node) => Math.max(most, PRODUCTS.has(node.op) ? ofProduct(node) : 0), 0);
}

function ofProduct({ inputs, outputs, attributes }: Node): number {
  const axis = attributes.transA ? -2 : -1;
  return outputs[0]!.size * (inputs[0]?.shape.at(axis) ?? 1);
}
