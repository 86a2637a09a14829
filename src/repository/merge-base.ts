import { FinetuneGateError } from '../errors.ts';
import type { Git } from './git.ts';
import { resolveRef } from './refs.ts';

const DEEPEN =
  'Check out with `fetch-depth: 0` (actions/checkout), so that the base branch and its history are here.';

/** The commit where HEAD left `ref`. Throws `BASE_REF_MISSING` where the clone does not reach it. */
export async function mergeBase(git: Git, ref: string, shallow: () => Promise<boolean>): Promise<string> {
  const base = await resolveRef(git, ref);
  if (base === null) {
    throw new FinetuneGateError('BASE_REF_MISSING', `${JSON.stringify(ref)} is not in this clone`, {
      remedy: DEEPEN,
    });
  }
  const ancestor = (await git.text('merge-base', base, 'HEAD')).trim();
  if (ancestor !== '') return ancestor;
  const why = (await shallow()) ? ': this clone is shallow' : ': the two histories are unrelated';
  throw new FinetuneGateError(
    'BASE_REF_MISSING',
    `HEAD and ${JSON.stringify(ref)} have no common commit${why}`,
    {
      remedy: DEEPEN,
    },
  );
}
