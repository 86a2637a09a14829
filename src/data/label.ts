import type { Label } from './pair.ts';

const WORDS: ReadonlyMap<string, Label> = new Map([
  ['0', 0],
  ['1', 1],
  ['0.0', 0],
  ['1.0', 1],
  ['false', 0],
  ['true', 1],
]);

/** A label as files write it: 0/1, true/false (any case), 0.0/1.0, booleans and numbers. Undefined for anything else. */
export function parseLabel(value: unknown): Label | undefined {
  if (typeof value === 'string') return WORDS.get(value) ?? WORDS.get(value.trim().toLowerCase());
  if (value === true || value === 1 || value === 1n) return 1;
  if (value === false || value === 0 || value === 0n) return 0;
  return undefined;
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A decimal number as files write it; undefined for anything else. */
export const parseDecimal = (text: string): number | undefined =>
  DECIMAL.test(text) ? Number(text) : undefined;

/** A score as files write it: a decimal number from 0 to 1, as text or number, or a label. Undefined for anything else. */
export function parseScore(value: unknown): number | undefined {
  const label = parseLabel(value);
  if (label !== undefined) return label;
  const text = typeof value === 'string' ? value.trim() : '';
  const score = parseDecimal(text) ?? value;
  return typeof score === 'number' && score >= 0 && score <= 1 ? Math.abs(score) : undefined;
}
