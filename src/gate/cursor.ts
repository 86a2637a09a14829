import { FinetuneGateError } from '../errors.ts';
import { type Token, tokenize } from './tokens.ts';

/** The tokens of one rule, taken in turn; past the last it stays at `end`. */
export interface Cursor {
  /** As written, without white space around it. */
  readonly rule: string;
  readonly peek: () => Token;
  readonly next: () => Token;
}

/** A rule is a line; what is longer is none, and would take long to refuse. */
const LONGEST = 1000;

/** @throws FinetuneGateError RULE_INVALID for a text of over 1000 characters */
export function openRule(text: string): Cursor {
  const rule = text.trim();
  if (rule.length > LONGEST) {
    const problem = `Rule \`${rule.slice(0, 60)}…\` has ${rule.length} characters.`;
    const remedy = `Write a rule of at most ${LONGEST} characters; a list holds many.`;
    throw new FinetuneGateError('RULE_INVALID', problem, { remedy });
  }
  const tokens = tokenize(rule);
  const last = tokens.length - 1;
  let at = 0;
  return { rule, peek: () => tokens[Math.min(at, last)]!, next: () => tokens[Math.min(at++, last)]! };
}
