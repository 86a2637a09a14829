import type { Condition } from './rule.ts';

const LONGEST = 40;

/** A name from the data for a message: bare where rules may write it so, in quotes elsewhere; short and on one line. */
export function nameText(name: string): string {
  if (/^[\p{L}\p{N}_.-]{1,40}$/u.test(name)) return name;
  const characters = [...name];
  const short = characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : name;
  const visible = short.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    mark => `\\u{${mark.codePointAt(0)!.toString(16)}}`,
  );
  return `"${visible.replaceAll('"', '""')}"`;
}

/** `source=forum, lang="pt BR"`, as rules write it. */
export function sliceText(slice: readonly Condition[]): string {
  return slice
    .map(({ column, value }) => `${nameText(column)}=${value === undefined ? '*' : nameText(value)}`)
    .join(', ');
}

/** The first names of many: `faq, forum, mail and 3 more`. */
export function namesText(names: readonly string[], most = 10): string {
  const first = names.slice(0, most).map(nameText).join(', ');
  return names.length > most ? `${first} and ${names.length - most} more` : first;
}
