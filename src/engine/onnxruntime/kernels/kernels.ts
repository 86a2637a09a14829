import type { Kernel } from '../kernel.ts';
import { ACTIVATIONS } from './activation.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { BINARY } from './binary.ts';
import { einsum } from './einsum.ts';
import { FILLS } from './fill.ts';
import { GATHERS } from './gather.ts';
import { JOINS } from './join.ts';
import { LOGIC } from './logic.ts';
import { PRODUCTS } from './mat-mul.ts';
import { ORDERS } from './order.ts';
import { PADS } from './pad.ts';
import { REDUCTIONS } from './reduce.ts';
import { SCANS } from './scan.ts';
import { SCATTERS } from './scatter.ts';
import { SELECTIONS } from './select.ts';
import { SHAPES } from './shape.ts';
import { SLICES } from './slice.ts';
import { UNARY } from './unary.ts';

/** Every kernel of the engine. */
export const KERNELS: readonly Kernel[] = [
  ...UNARY,
  ...ACTIVATIONS,
  ...ARITHMETIC,
  ...BINARY,
  ...LOGIC,
  ...REDUCTIONS,
  ...ORDERS,
  ...SCANS,
  ...PRODUCTS,
  einsum,
  ...SHAPES,
  ...SLICES,
  ...JOINS,
  ...PADS,
  ...FILLS,
  ...GATHERS,
  ...SCATTERS,
  ...SELECTIONS,
];
