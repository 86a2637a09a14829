import { FinetuneGateError } from '../errors.ts';
import type { Git } from './git.ts';

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const REVISION = /^(?:[0-9a-f]{7,64}|refs\/.+|HEAD(?:[~^]\d*)*)$/;
/** What git itself forbids in the name of a branch or tag, with what has a meaning to its command line. */
const FORBIDDEN = /^[-/.]|[\p{Cc}\s:?*[\\]|\.\.|@\{|\/\/|\.lock$|[/.]$/u;

/** Refuses a name that git could take for an option or an expression. Throws `USAGE`. */
export function checkRef(ref: string): string {
  const expression = ref.includes('~') || ref.includes('^');
  if (ref === '' || FORBIDDEN.test(ref) || (expression && !REVISION.test(ref))) {
    throw new FinetuneGateError(
      'USAGE',
      `${JSON.stringify(ref)} is not the name of a branch, a tag or a commit`,
      {
        remedy: 'Name the base branch as it is on the remote, e.g. `main`.',
      },
    );
  }
  return ref;
}

/** Lets through a full object id or an expression on HEAD, the only commits this room reads from. Throws `USAGE`. */
export function checkCommit(commit: string): string {
  if (OBJECT_ID.test(commit)) return commit;
  const ref = checkRef(commit);
  if (ref.startsWith('HEAD') && REVISION.test(ref)) return ref;
  throw new FinetuneGateError('USAGE', `${JSON.stringify(commit)} is not a full commit id`);
}

/**
 * Full names to try for a branch, most trusted first. A bare `main` would find a tag of that name before the branch,
 * and tags are easier to push than a protected branch.
 */
function candidates(ref: string): string[] {
  const named = ['refs/remotes/origin/', 'refs/heads/', 'refs/remotes/', 'refs/tags/'].map(
    kind => kind + ref,
  );
  if (OBJECT_ID.test(ref) || ref.startsWith('refs/') || /^HEAD\b/.test(ref)) return [ref];
  return REVISION.test(ref) ? [...named, ref] : named;
}

/** The commit that `ref` names, looked for on the remote `origin` first, then here; null where it is not in this clone. */
export async function resolveRef(git: Git, ref: string): Promise<string | null> {
  for (const name of candidates(checkRef(ref))) {
    const id = (await git.text('rev-parse', '--verify', '--quiet', `${name}^{commit}`)).trim();
    if (id !== '') return id;
  }
  return null;
}
