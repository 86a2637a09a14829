import { toCheckRun } from '../report/check-run.ts';
import type { Result } from '../report/result.ts';
import { type Places, placed } from './annotations.ts';
import type { GitHub } from './github.ts';
import { patiently } from './patience.ts';

export interface CheckRunJob {
  readonly name: string;
  readonly commit: string;
  /** Tells this run's from others of the same name. */
  readonly externalId: string;
}

/** What the API takes in one request; each adds to what is there. */
const BATCH = 50;
const LEVELS = { error: 'failure', warning: 'warning', notice: 'notice' } as const;

/**
 * Opens a check run in progress.
 *
 * @returns its number
 * @throws what the API answers
 */
export async function openCheckRun(
  { name, commit, externalId }: CheckRunJob,
  github: GitHub,
): Promise<number> {
  const { client, owner, repo, runUrl } = github;
  return patiently(github, async ({ request, again }) => {
    if (again) {
      // The try before got no answer, and may have opened it.
      const listed = await client.rest.checks.listForRef({
        owner,
        repo,
        ref: commit,
        check_name: name,
        per_page: 100,
        request: request(),
      });
      const open = listed.data.check_runs.find(
        ({ external_id, status }) => external_id === externalId && status !== 'completed',
      );
      if (open) return open.id;
    }
    const { data } = await client.rest.checks.create({
      owner,
      repo,
      name,
      head_sha: commit,
      status: 'in_progress',
      external_id: externalId,
      ...(runUrl !== '' && { details_url: runUrl }),
      request: request(),
    });
    return data.id;
  });
}

/**
 * Completes the check run with the verdict and the first annotations, then adds the others.
 *
 * @throws what the API answers
 */
export async function completeCheckRun(
  number: number,
  result: Result,
  places: Places,
  github: GitHub,
): Promise<void> {
  const { client, owner, repo } = github;
  const { conclusion, title, summary, annotations } = toCheckRun(result);
  const all = annotations.map(({ level, title: heading, message, file, line = 1 }) => ({
    path: placed(file, places),
    start_line: line,
    end_line: line,
    annotation_level: LEVELS[level],
    title: heading,
    message,
  }));
  const update = (from: number) => {
    const batch = all.slice(from, from + BATCH);
    return patiently(github, ({ request }) =>
      client.rest.checks.update({
        owner,
        repo,
        check_run_id: number,
        // An update that only adds leaves the end as it is.
        ...(from === 0 && { status: 'completed' as const, conclusion }),
        output: { title, summary, annotations: batch },
        request: request(),
      }),
    );
  };
  await update(0);
  for (let from = BATCH; from < all.length; from += BATCH) await update(from);
}
