import { openGit } from './git.ts';
import { saysNotARepository } from './git-error.ts';
import { createRepository, type Repository } from './repository.ts';

/**
 * The repository that holds `folder`, or null where there is none. Whatever else keeps git from answering (git is not
 * installed, the folder belongs to another user) throws `GIT_FAILED`: taking it for "no repository" would let a pull
 * request escape the rules of its base branch.
 */
export async function openRepository(folder: string): Promise<Repository | null> {
  const git = openGit(folder);
  try {
    // Ended by one line break; a folder's name may hold others.
    const root = (await git.text('rev-parse', '--show-toplevel')).replace(/\r?\n$/, '');
    return createRepository(openGit(root), root);
  } catch (error) {
    if (saysNotARepository(error)) return null;
    throw error;
  }
}
