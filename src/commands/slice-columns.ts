import { columnsOf } from '../gate/needs.ts';
import { parseRule } from '../gate/rules.ts';
import type { Policy } from './policy.ts';

/** Columns of the test data that a policy asks about: those of `evaluate.slices`, and of its rules. */
export function sliceColumns({ evaluate, gate }: Pick<Policy, 'evaluate' | 'gate'>): string[] {
  return [...new Set([...(evaluate.slices ?? []), ...gate.map(parseRule).flatMap(columnsOf)])];
}
