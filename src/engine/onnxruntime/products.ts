import type { Node } from './graph.ts';

const PRODUCTS: ReadonlySet<string> = new Set(['MatMul', 'Gemm', 'FusedMatMul', 'MatMulIntegerToFloat']);

/** Multiplications of a graph's matrix products: what decides whether more threads help it. */
export function multiplications(nodes: readonly Node[]): number {
  return nodes.reduce((sum, node) => sum + (PRODUCTS.has(node.op) ? ofProduct(node) : 0), 0);
}

function ofProduct({ inputs, outputs, attributes }: Node): number {
  const axis = attributes.transA ? -2 : -1;
  return outputs[0]!.size * (inputs[0]?.shape.at(axis) ?? 1);
}
