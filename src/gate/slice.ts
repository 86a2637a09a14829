import type { Condition } from './rule.ts';
import { ruleError } from './rule-error.ts';
import type { Token } from './tokens.ts';

const NAME = /"(?:[^"]|"")*"|[\p{L}\p{N}_.-]+/uy;
const REMEDY =
  'Write e.g. `[source=forum]`, `[lang="pt BR"]`, `[source=forum, lang=en]` or `[source=*]` after the metric.';

/**
 * Parses `[column=value, …]`. Names with other characters than letters, digits, `_`, `-` and `.` stand in double
 * quotes, a quote within them twice; `*` stands for every value.
 *
 * @throws FinetuneGateError RULE_INVALID with the position of what is wrong
 */
export function parseSlice(rule: string, token: Token): Condition[] {
  const text = token.text.slice(0, -1);
  const conditions: Condition[] = [];
  let at = 1;
  const fault = (problem: string, from = at) => {
    const piece = /^\S*/.exec(token.text.slice(from))![0];
    return ruleError(rule, { ...token, text: piece, position: token.position + from }, problem, REMEDY);
  };
  const skip = () => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  const found = () => (at < text.length ? `\`${text.slice(at).match(/^[^\s,]+|^,/)![0]}\`` : '`]`');
  const name = (what: string): string => {
    skip();
    NAME.lastIndex = at;
    const read = NAME.exec(text)?.[0];
    if (read === undefined) throw fault(`${found()} is not ${what}`);
    at += read.length;
    return read.startsWith('"') ? read.slice(1, -1).replaceAll('""', '"') : read;
  };
  const take = (mark: string): boolean => {
    skip();
    const there = text.startsWith(mark, at);
    if (there) at += mark.length;
    return there;
  };
  do {
    skip();
    const start = at;
    const column = name('a column');
    if (conditions.some(one => one.column === column))
      throw fault(`no pair has two values of \`${column}\``, start);
    skip();
    if (text.startsWith('==', at) || !take('=')) throw fault(`${found()} is not \`=\``);
    skip();
    if (text[at] !== '*') conditions.push({ column, value: name('a value') });
    else if (conditions.some(({ value }) => value === undefined)) throw fault('only one column may have `*`');
    else {
      at++;
      conditions.push({ column });
    }
  } while (take(','));
  if (at < text.length) throw fault(`${found()} is not expected here`);
  return conditions;
}
