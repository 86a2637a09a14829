const LONGEST = 500;
/** Wildcards and braces between which a matcher tries every split of a name: with three that is quick for any name. */
const MOST = 3;
const MOST_DEEP = 2;
/** Groups that repeat, as globs of a shell and regular expressions have them, and alternatives other than braces. */
const REPEATED = /[?*+@!]\(|[\])}]\+|\|/;

/**
 * Whether a path or glob is matched quickly against any name. Globs become regular expressions, and one such as
 * `*a*a*a*a*a*b` takes minutes for a single name.
 */
export function isCalmGlob(pattern: string): boolean {
  const segments = pattern.split('/');
  const deep = segments.filter(segment => segment.includes('**')).length;
  const stars = segments.map(segment => segment.match(/\*+/g)?.length ?? 0);
  const braces = pattern.match(/\{/g)?.length ?? 0;
  const calm = pattern.length <= LONGEST && deep <= MOST_DEEP && Math.max(...stars) + braces <= MOST;
  return calm && !REPEATED.test(pattern);
}
