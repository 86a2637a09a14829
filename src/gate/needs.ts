import type { Rule } from './rule.ts';

/** The columns of the test data by which a rule takes the pairs apart. */
export function columnsOf(rule: Rule): string[] {
  return 'slice' in rule ? rule.slice.map(({ column }) => column) : [];
}

/** The baseline that a rule compares with, without a name the first; undefined for a rule that compares with none. */
export function baselineOf(rule: Rule): { readonly name?: string } | undefined {
  if (rule.kind !== 'comparison' && rule.kind !== 'retrieval-comparison') return undefined;
  return rule.baseline === undefined ? {} : { name: rule.baseline };
}

/** How many documents count in a rule about retrieval; undefined for any other. */
export function retrievalKOf(rule: Rule): number | undefined {
  if (rule.kind !== 'retrieval' && rule.kind !== 'retrieval-comparison') return undefined;
  return Number(rule.metric.split('@')[1]);
}
