import type { PolicySummary } from './result.ts';

type Change = PolicySummary['changes'][number];

/** What differs of a setting, on both sides; a side without anything of its own is empty. */
export interface ChangedParts {
  readonly base: readonly string[];
  readonly head: readonly string[];
  /** How many parts both have. */
  readonly same: number;
}

/**
 * A changed setting as its parts that differ: the elements of a list, the keys of a map. A long list of rules must not
 * hide the one that was lowered. Where only the order differs, and of anything else, both sides stand whole.
 */
export function changedParts({ base, head }: Pick<Change, 'base' | 'head'>): ChangedParts {
  const whole = { base: [base], head: [head], same: 0 };
  const [before, after] = [partsOf(base), partsOf(head)];
  if (!before || !after) return whole;
  const shared = before.filter(part => after.includes(part));
  const kept = after.filter(part => before.includes(part));
  // The first of several baselines is the bar, so an order may be what changes.
  if (shared.join('\n') !== kept.join('\n')) return whole;
  const of = {
    base: before.filter(part => !after.includes(part)),
    head: after.filter(part => !before.includes(part)),
  };
  return of.base.length + of.head.length === 0 ? whole : { ...of, same: shared.length };
}

function partsOf(json: string): string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).map(([key, part]) => `${key}: ${shown(part)}`);
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
