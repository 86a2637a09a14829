import type { Value } from '../graph.ts';
import { fuseGelu } from './gelu.ts';
import { fuseLayerNorm } from './layer-norm.ts';
import { fuseMatMul, plainMatMul } from './mat-mul.ts';
import { gatherScalars } from './scalars.ts';
import { simplify } from './simplify.ts';
import { fuseSquareSum } from './square-sum.ts';
import { mergeSubexpressions } from './subexpressions.ts';

/** Each takes the values a graph must give, and gives those of an equal graph. */
const PASSES: readonly ((outputs: readonly Value[]) => Value[])[] = [
  simplify,
  mergeSubexpressions,
  fuseLayerNorm,
  fuseGelu,
  fuseSquareSum,
  fuseMatMul,
  gatherScalars,
  plainMatMul,
  simplify,
  mergeSubexpressions,
];

/**
 * All passes over a traced graph, in their order. Code that nothing needs is gone by itself, since a graph is what its
 * outputs need.
 */
export function optimize(outputs: readonly Value[]): Value[] {
  return PASSES.reduce((values, pass) => pass(values), [...outputs]);
}
