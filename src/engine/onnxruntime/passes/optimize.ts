import type { Value } from '../graph.ts';
import { fuseGelu } from './gelu.ts';
import { type Int8Matrix, productsInInt8 } from './int8.ts';
import { fuseLayerNorm } from './layer-norm.ts';
import { fuseMatMul, plainMatMul } from './mat-mul.ts';
import { gatherScalars } from './scalars.ts';
import { simplify } from './simplify.ts';
import { fuseSquareSum } from './square-sum.ts';
import { mergeSubexpressions } from './subexpressions.ts';

type Pass = (outputs: readonly Value[]) => Value[];

/** Each takes the values a graph must give, and gives those of an equal graph. */
const FUSING: readonly Pass[] = [
  simplify,
  mergeSubexpressions,
  fuseLayerNorm,
  fuseGelu,
  fuseSquareSum,
  fuseMatMul,
  gatherScalars,
];

const FINISHING: readonly Pass[] = [plainMatMul, simplify, mergeSubexpressions];

/**
 * All passes over a traced graph, in their order. Code that nothing needs is gone by itself, since a graph is what its
 * outputs need.
 */
export function optimize(
  outputs: readonly Value[],
  int8: (weight: Value, transposed: boolean) => Int8Matrix | null = () => null,
): Value[] {
  const quantize: Pass = values => productsInInt8(values, int8);
  return [...FUSING, quantize, ...FINISHING].reduce((values, pass) => pass(values), [...outputs]);
}
