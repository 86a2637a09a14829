import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { toError } from '../errors.ts';
import type { Fetch } from './fetch.ts';
import type { Git } from './git.ts';
import { resolveRef } from './refs.ts';

/** Commits that each step adds below what is here; then all there are. */
const STEPS = [50, 200, 1000];
/** Ends of the history that are asked for by name; a clone made by depth has one or two. */
const MOST_ENDS = 64;

/**
 * Fetches more and more of the history of HEAD and of `ref` from the remote `origin`, until `found` gives something.
 *
 * @returns what `found` gave; or why there is nothing more to fetch, to be read after a colon
 */
export async function deepen(
  git: Git,
  root: string,
  ref: string,
  fetch: Fetch,
  found: () => Promise<string | undefined>,
): Promise<{ readonly found: string } | { readonly why: string }> {
  if ((await git.text('config', '--get', 'remote.origin.url')) === '') {
    return { why: 'it has no remote `origin` to fetch from' };
  }
  const wanted = refspec(ref);
  const isShallow = async () => (await git.text('rev-parse', '--is-shallow-repository')).trim() === 'true';
  try {
    if ((await resolveRef(git, ref)) === null) {
      // By depth, because a branch that is new here has no end yet that could be moved.
      await fetch(...((await isShallow()) ? [`--depth=${STEPS[0]}`] : []), 'origin', wanted);
      const commit = await found();
      if (commit !== undefined) return { found: commit };
    }
    for (const step of [...STEPS, undefined]) {
      if (!(await isShallow())) break;
      const more = step === undefined ? '--unshallow' : `--deepen=${step}`;
      await fetch(more, 'origin', wanted, ...(await endsOf(git, root)));
      const commit = await found();
      if (commit !== undefined) return { found: commit };
    }
  } catch (thrown) {
    return { why: `more of it could not be fetched: ${withoutCredentials(toError(thrown).message)}` };
  }
  return { why: 'there is no more of it on the remote' };
}

/** A commit by its id; a branch of the remote into the place where it is looked for. */
function refspec(ref: string): string {
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(ref)) return ref;
  const branch = ref.replace(/^refs\/(?:heads|remotes\/origin)\//, '').replace(/^origin\//, '');
  if (branch.startsWith('refs/')) return `+${branch}:${branch}`;
  return /^HEAD\b/.test(branch) ? 'HEAD' : `+refs/heads/${branch}:refs/remotes/origin/${branch}`;
}

/**
 * The commits at which this clone's history ends. They came from the remote, so that it knows them, which need not be so
 * of HEAD.
 */
async function endsOf(git: Git, root: string): Promise<string[]> {
  const file = (await git.text('rev-parse', '--git-path', 'shallow')).trim();
  const text = await readFile(resolve(root, file), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).slice(0, MOST_ENDS);
}

/** An address may have a password in it. */
const withoutCredentials = (text: string): string => text.replace(/\/\/[^/@\s]*@/g, '//');
