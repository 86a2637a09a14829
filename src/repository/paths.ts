import { FinetuneGateError } from '../errors.ts';

/** Unicode that HFS+ ignores in a name, so that `.g\u200cit` is `.git` on a Mac. */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

function isHostile(part: string): boolean {
  // NTFS ignores trailing dots and spaces, ends a name at a colon, and knows `.git` as `git~1` too.
  const plain = part
    .replace(IGNORED_BY_HFS, '')
    .replace(/:.*$/, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  return plain === '' || plain === '.git' || plain === 'git~1';
}

/**
 * A path inside the repository, with forward slashes, relative to its root. Throws `PATH_OUTSIDE` for an absolute
 * path, for `..`, and for whatever a file system could take for `.git`: a tree can hold names that no checkout would
 * write.
 */
export function checkPath(path: string): string {
  const hostile = path.includes('\0') || path.includes('\\') || path.split('/').some(isHostile);
  if (!hostile) return path;
  throw new FinetuneGateError('PATH_OUTSIDE', `${JSON.stringify(path)} is not a path inside the repository`);
}
