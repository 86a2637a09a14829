import { FinetuneGateError } from '../errors.ts';
import { deepen } from './deepen.ts';
import { openFetch } from './fetch.ts';
import type { Git } from './git.ts';
import { resolveRef } from './refs.ts';

/** Milliseconds that fetching missing history may take in all. */
const LONGEST = 120_000;

const REMEDY =
  'Check out with `fetch-depth: 0` (actions/checkout), so that the base branch and its history are here.';

export interface MergeBaseOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for fetching missing history. */
  readonly longest?: number | undefined;
}

/**
 * The commit where HEAD left `ref`. History that a shallow clone lacks is fetched from the remote `origin`.
 * Throws `BASE_REF_MISSING` where it cannot be told all the same, `INTERRUPTED`.
 */
export async function mergeBase(
  git: Git,
  root: string,
  ref: string,
  { signal, longest = LONGEST }: MergeBaseOptions = {},
): Promise<string> {
  const found = () => commonCommit(git, ref);
  const here = await found();
  if (here !== undefined) return here;
  const resolved = await resolveRef(git, ref);
  const shallow = (await git.text('rev-parse', '--is-shallow-repository')).trim() === 'true';
  if (resolved !== null && !shallow) throw missing(ref, 'the two histories are unrelated');

  const timeout = AbortSignal.timeout(longest);
  const stop = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const fetched = await deepen(git, root, ref, openFetch(root, stop), found);
  if (signal?.aborted) throw new FinetuneGateError('INTERRUPTED', 'Interrupted while history was fetched.');
  if ('found' in fetched) return fetched.found;
  const why = timeout.aborted ? `fetching more of it took more than ${longest / 1000} s` : fetched.why;
  if ((await resolveRef(git, ref)) === null) {
    throw new FinetuneGateError('BASE_REF_MISSING', `${JSON.stringify(ref)} is not in this clone; ${why}`, {
      remedy: REMEDY,
    });
  }
  const still = (await git.text('rev-parse', '--is-shallow-repository')).trim() === 'true';
  throw missing(ref, still ? `this clone is shallow, and ${why}` : 'the two histories are unrelated');
}

async function commonCommit(git: Git, ref: string): Promise<string | undefined> {
  const base = await resolveRef(git, ref);
  const ancestor = base === null ? '' : (await git.text('merge-base', base, 'HEAD')).trim();
  return ancestor === '' ? undefined : ancestor;
}

function missing(ref: string, why: string): FinetuneGateError {
  return new FinetuneGateError(
    'BASE_REF_MISSING',
    `HEAD and ${JSON.stringify(ref)} have no common commit: ${why}`,
    { remedy: REMEDY },
  );
}
