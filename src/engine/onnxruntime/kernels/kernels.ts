import type { Kernel } from '../kernel.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { BINARY } from './binary.ts';
import { FILLS } from './fill.ts';
import { GATHERS } from './gather.ts';
import { JOINS } from './join.ts';
import { batchMatMul } from './mat-mul.ts';
import { REDUCTIONS } from './reduce.ts';
import { SELECTIONS } from './select.ts';
import { SHAPES } from './shape.ts';
import { SLICES } from './slice.ts';
import { UNARY } from './unary.ts';

/** Every kernel of the engine. */
export const KERNELS: readonly Kernel[] = [
  ...UNARY,
  ...ARITHMETIC,
  ...BINARY,
  ...REDUCTIONS,
  batchMatMul,
  ...SHAPES,
  ...SLICES,
  ...JOINS,
  ...FILLS,
  ...GATHERS,
  ...SELECTIONS,
];
