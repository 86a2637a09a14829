import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.ts';
import { checkPath } from './paths.ts';
import { checkCommit } from './refs.ts';
import { findEntry } from './tree.ts';

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/gm;

/** Lines of the new side that a `git diff -U0` adds or changes, counted from 1; a removal touches none. */
export function parseChangedLines(diff: string): Set<number> {
  const lines = new Set<number>();
  for (const [, start, count = '1'] of diff.matchAll(HUNK)) {
    for (let i = 0; i < Number(count); i++) lines.add(Number(start) + i);
  }
  return lines;
}

/**
 * Lines of `path` in the working tree that differ from the commit. A file that git does not track yet is new in every
 * line; one that git holds to be binary has no lines.
 */
export async function changedLines(
  git: Git,
  root: string,
  commit: string,
  path: string,
): Promise<Set<number>> {
  const diff = await git.text(
    'diff',
    '--unified=0',
    '--inter-hunk-context=0',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    '--ignore-submodules=all',
    checkCommit(commit),
    '--',
    `:(top,literal)${checkPath(path)}`,
  );
  if (diff !== '' || (await findEntry(git, commit, path))) return parseChangedLines(diff);
  const text = await readFile(join(root, path), 'utf8').catch(() => '');
  const count = text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0);
  return new Set(Array.from({ length: count }, (_, index) => index + 1));
}

/** See `Repository.differs`. */
export async function differs(git: Git, commit: string, path: string): Promise<boolean> {
  const only = ['--name-only', '--no-ext-diff', '--no-textconv', '--no-renames'];
  const names = await git.text(
    'diff',
    ...only,
    checkCommit(commit),
    '--',
    `:(top,literal)${checkPath(path)}`,
  );
  return names !== '';
}

/** See `Repository.removedSince`. */
export async function removedSince(git: Git, commit: string): Promise<string[]> {
  const only = ['--name-only', '--diff-filter=D', '-z', '--no-ext-diff', '--no-textconv', '--no-renames'];
  const names = await git.text('diff', ...only, '--ignore-submodules=all', checkCommit(commit));
  return names.split('\0').filter(Boolean);
}
