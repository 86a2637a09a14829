import type { Git } from './git.ts';
import { checkCommit } from './refs.ts';

/** One name in a commit's tree. Only a `file` has content of its own. */
export interface TreeEntry {
  readonly kind: 'file' | 'symlink' | 'submodule' | 'folder';
  readonly id: string;
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
}

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = {
  '100644': 'file',
  '100664': 'file',
  '100755': 'file',
  '120000': 'symlink',
  '160000': 'submodule',
  '040000': 'folder',
};

/** Parses `git ls-tree -z`: records `MODE TYPE ID<TAB>PATH`, ended by NUL so that no name needs quoting. */
export function parseTree(output: string): TreeEntry[] {
  return output.split('\0').flatMap(record => {
    const [, mode = '', id = '', path = ''] = /^(\d{6}) \w+ ([0-9a-f]+)\t(.+)$/s.exec(record) ?? [];
    const kind = KINDS[mode];
    return kind ? [{ kind, id, path }] : [];
  });
}

/** Every file, symbolic link and submodule at a commit. */
export async function listTree(git: Git, commit: string): Promise<TreeEntry[]> {
  return parseTree(await git.text('ls-tree', '-r', '-z', '--full-tree', checkCommit(commit)));
}

/** What stands at `path` at a commit, or undefined. */
export async function findEntry(git: Git, commit: string, path: string): Promise<TreeEntry | undefined> {
  const output = await git.text('ls-tree', '-z', '--full-tree', checkCommit(commit), '--', path);
  return parseTree(output).find(entry => entry.path === path);
}
