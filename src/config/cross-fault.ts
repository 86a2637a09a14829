import type { KeyPath } from './fault.ts';

/** A fault that only shows when two keys are seen together. */
export interface CrossFault {
  readonly path: KeyPath;
  readonly message: string;
}

/** A block of the configuration as written. */
export type Plain = Readonly<Record<string, unknown>>;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
