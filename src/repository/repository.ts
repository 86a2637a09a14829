import { FinetuneGateError } from '../errors.ts';
import { changedLines, differs, removedSince } from './changed-lines.ts';
import { exportAt } from './export.ts';
import type { Git } from './git.ts';
import { type MergeBaseOptions, mergeBase } from './merge-base.ts';
import { checkPath } from './paths.ts';
import { resolveRef } from './refs.ts';
import { findEntry } from './tree.ts';

/**
 * A git working tree, read and never written; only history that a shallow clone lacks is fetched into it. Paths are relative to `root`, with forward slashes. Commits are full ids,
 * as `head` and `mergeBase` give them, or `HEAD`.
 */
export interface Repository {
  /** The top folder of the working tree, symbolic links resolved. */
  readonly root: string;
  head(): Promise<string>;
  /** The commit that a branch, a tag or a commit's id names, the remote's branch before a local one; null where there is none. */
  commit(ref: string): Promise<string | null>;
  /**
   * The commit where HEAD left the branch `ref`; the remote's branch counts before a local one of the same name.
   * What a shallow clone lacks is fetched from the remote `origin`, in steps and for a limited time. Throws
   * `BASE_REF_MISSING` where that does not tell either, `INTERRUPTED`.
   */
  mergeBase(ref: string, options?: MergeBaseOptions): Promise<string>;
  /**
   * The text of a file at a commit, null where there is none; a Git LFS file gives its pointer.
   * Throws `GIT_FAILED` where the name stands for a link, a folder or a submodule: that is not the same as absent.
   */
  fileAt(commit: string, path: string): Promise<string | null>;
  /**
   * Writes the files at a commit that match `patterns` under `into` (an empty folder), byte for byte; gives their
   * paths, sorted. Symbolic links and submodules are left out. For a Git LFS file its content is written where this
   * clone has it, else its pointer.
   */
  exportAt(commit: string, patterns: readonly string[], into: string): Promise<string[]>;
  /** Lines of a working-tree file that differ from the commit, counted from 1. */
  changedLines(commit: string, path: string): Promise<ReadonlySet<number>>;
  /** Whether tracked files at or below a path differ between a commit and the working tree. */
  differs(commit: string, path: string): Promise<boolean>;
  /** Whether tracked files differ from HEAD, staged or not. */
  isDirty(): Promise<boolean>;
  /** Tracked files of a commit that the working tree no longer has under their names. */
  removedSince(commit: string): Promise<string[]>;
  isShallow(): Promise<boolean>;
  /** Whether another repository brings this one as a submodule: then a commit there decides what is here. */
  isSubmodule(): Promise<boolean>;
}

async function fileAt(git: Git, commit: string, path: string): Promise<string | null> {
  const entry = await findEntry(git, commit, checkPath(path));
  if (!entry) return null;
  if (entry.kind === 'file') return (await git.blob(entry.id)).toString('utf8');
  throw new FinetuneGateError('GIT_FAILED', `at ${commit.slice(0, 12)} this is a ${entry.kind}, not a file`, {
    place: { file: path },
    remedy: 'Commit the file itself under this name.',
  });
}

export function createRepository(git: Git, root: string): Repository {
  const isShallow = async () => (await git.text('rev-parse', '--is-shallow-repository')).trim() === 'true';
  return {
    root,
    differs: (commit, path) => differs(git, commit, path),
    isShallow,
    isSubmodule: async () => (await git.text('rev-parse', '--show-superproject-working-tree')).trim() !== '',
    isDirty: async () => (await git.text('status', '--porcelain', '--untracked-files=no')).trim() !== '',
    head: async () => (await git.text('rev-parse', '--verify', 'HEAD^{commit}')).trim(),
    commit: ref => resolveRef(git, ref),
    mergeBase: (ref, options) => mergeBase(git, root, ref, options),
    fileAt: (commit, path) => fileAt(git, commit, path),
    exportAt: (commit, patterns, into) => exportAt(git, root, commit, patterns, into),
    removedSince: commit => removedSince(git, commit),
    changedLines: (commit, path) => changedLines(git, root, commit, path),
  };
}
