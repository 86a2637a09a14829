import { FinetuneGateError } from '../errors.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './tokens.ts';

/** RULE_INVALID that shows the rule and the position (from 1) of the token at fault. */
export function ruleError(rule: string, token: Token, problem: string, remedy?: string): FinetuneGateError {
  return new FinetuneGateError(
    'RULE_INVALID',
    `Rule \`${rule}\`, position ${token.position}: ${problem}${problem.endsWith('?') ? '' : '.'}`,
    remedy === undefined ? {} : { remedy },
  );
}

/** The token stands where something else belongs, or the rule ends there. `what` is e.g. `a comparator (…)`. */
export function expected(rule: string, token: Token, what: string, remedy?: string): FinetuneGateError {
  const problem = token.kind === 'end' ? `${what} is missing` : `\`${token.text}\` is not ${what}`;
  return ruleError(rule, token, problem, remedy);
}

/** Refuses anything that comes after a whole rule. */
export function parseEnd({ rule, next }: Cursor): void {
  const token = next();
  if (token.kind === 'end') return;
  throw ruleError(
    rule,
    token,
    `\`${token.text}\` is not expected here`,
    'Write one comparison a rule; a list holds many.',
  );
}
