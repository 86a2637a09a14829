import { posix } from 'node:path';
import picomatch from 'picomatch';

/**
 * The paths (forward slashes, relative) that `patterns` name, in their order: a pattern that is a path as written names
 * that one alone, any other is a glob as `data` understands it in the working tree (`*` finds no hidden names).
 */
export function selectPaths(patterns: readonly string[], paths: readonly string[]): string[] {
  const all = new Set(paths);
  const matchers = patterns.map(pattern => {
    const plain = posix.normalize(pattern);
    if (all.has(plain)) return (path: string) => path === plain;
    // `!name` would otherwise stand for everything else.
    return picomatch(plain, { posix: true, nonegate: true });
  });
  return paths.filter(path => matchers.some(matches => matches(path)));
}
