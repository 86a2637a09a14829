import type { Rule } from '../gate/rule.ts';

/** What is known of a trial beside its scores. */
const KNOWN = new Set(['dimensions', 'parameters']);

/**
 * Whether a rule can be asked of any trial, on validation: it looks at a model alone, and at all pairs. What compares,
 * what searches, a slice, which only the test data have, and the cost of a whole run are asked of the chosen trial.
 */
export function looksAtModelAlone(rule: Rule): boolean {
  if (rule.kind === 'cost') return KNOWN.has(rule.metric);
  return (rule.kind === 'point' || rule.kind === 'bound') && rule.slice.length === 0;
}

/** The error rate that the first rule about the accuracy of all pairs allows; 0.1 where none does. */
export function targetErrorRate(rules: readonly Rule[]): number {
  for (const rule of rules) {
    if ((rule.kind !== 'point' && rule.kind !== 'bound') || rule.slice.length > 0) continue;
    // Decimal fractions as they were written: 1 - 0.9 is no 0.1.
    if (rule.metric === 'accuracy') return Number((1 - rule.value).toFixed(12));
    if (rule.metric === 'error_rate') return rule.value;
  }
  return 0.1;
}
