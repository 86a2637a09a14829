import type { z } from 'zod';
import { expectation } from './expectation.ts';
import type { KeyPath } from './fault.ts';

type Issue = z.core.$ZodIssue;

/** A zod issue in the terms of this format. */
export interface SchemaFault {
  readonly kind: 'unknown-key' | 'missing' | 'value';
  readonly path: KeyPath;
  /** For a value: what is wrong with it. */
  readonly message: string;
}

export function valueAt(input: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((value, part) => {
    const known = typeof value === 'object' && value !== null && Object.hasOwn(value, part);
    return known ? (value as Record<string | number, unknown>)[part] : undefined;
  }, input);
}

/** Whether an issue says that the value is of another kind altogether, rather than of this kind with a fault. */
function isOfAnotherKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every(branch => branch.some(isOfAnotherKind));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function prefixed(path: KeyPath, issues: readonly Issue[]): Issue[] {
  return issues.map(issue => ({ ...issue, path: [...path, ...issue.path] as PropertyKey[] }) as Issue);
}

/** The issues of a zod result as faults; of a union only those of the choice that the value was meant to be. */
export function schemaFaults(issues: readonly Issue[], input: unknown): SchemaFault[] {
  return issues.flatMap((issue): SchemaFault[] => {
    const path = issue.path as (string | number)[];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(key => ({ kind: 'unknown-key', path: [...path, key], message: 'unknown key' }));
    }
    const value = valueAt(input, path);
    if (value === undefined) return [{ kind: 'missing', path, message: expectation(issue, value) }];
    if (issue.code === 'invalid_union') {
      const meant = issue.errors
        .filter(branch => !branch.some(isOfAnotherKind))
        .sort((a, b) => a.length - b.length)[0];
      if (meant) return schemaFaults(prefixed(path, meant), input);
    }
    const empty = value === null ? 'empty; ' : '';
    return [{ kind: 'value', path, message: empty + expectation(issue, value) }];
  });
}
