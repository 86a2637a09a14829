import { createHash } from 'node:crypto';
import { type CommentMode, commentMarker, isPosted, readState, toComment } from '../report/comment.ts';
import type { Result } from '../report/result.ts';
import type { GitHub } from './github.ts';
import { patiently, type Try } from './patience.ts';

export interface CommentJob {
  readonly mode: CommentMode;
  readonly id: string;
  readonly pullRequest: number;
  readonly commit?: string;
}

/** GitHub allows 2,500 comments on a pull request. */
const PAGES = 25;
const PAGE_SIZE = 100;
/** Who comments with the token that a job is given. */
const ACTIONS_BOT = 'github-actions[bot]';

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user: { readonly login: string } | null;
}

/** Names the comment after the configuration, so that two of them keep a comment each. */
export function commentId(path: string): string {
  const words = path.replace(/\W+/g, '-').replace(/^-|-$/g, '').slice(-40).replace(/^-/, '');
  return `${words}-${createHash('sha256').update(path).digest('hex').slice(0, 8)}`.replace(/^-/, '');
}

/**
 * Writes the comment of the pull request, into the one that is there where there is one.
 *
 * @throws what the API answers
 */
export async function postComment(result: Result, job: CommentJob, github: GitHub): Promise<void> {
  const { client, owner, repo, runUrl, runId } = github;
  const { mode, id, pullRequest, commit } = job;
  if (mode === 'never') return;
  const body = toComment(result, { id, runUrl, runId, ...(commit !== undefined && { commit }) });
  // Each try looks anew: one that got no answer may have written the comment.
  await patiently(github, async attempt => {
    const earlier = await findOwn(github, pullRequest, commentMarker(id), attempt);
    const state = earlier && (readState(earlier.body ?? '') ?? null);
    if (earlier?.body === body || !isPosted(mode, result, state, runId)) return;
    const place = { owner, repo, body, request: attempt.request() };
    if (earlier) await client.rest.issues.updateComment({ ...place, comment_id: earlier.id });
    else await client.rest.issues.createComment({ ...place, issue_number: pullRequest });
  });
}

/** The oldest comment that begins with the marker and is by whoever the token belongs to: anyone may paste a marker. */
async function findOwn(
  github: GitHub,
  pullRequest: number,
  marker: string,
  attempt: Try,
): Promise<Comment | undefined> {
  const { client, owner, repo } = github;
  const marked: Comment[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const { data, headers } = await client.rest.issues.listComments({
      owner,
      repo,
      issue_number: pullRequest,
      per_page: PAGE_SIZE,
      page,
      request: attempt.request(),
    });
    for (const { id, body, user } of data) {
      if (body?.startsWith(marker)) marked.push({ id, body, user });
    }
    if (!/rel="?next"?/.test(headers.link ?? '')) break;
  }
  if (marked.length === 0) return undefined;
  const own = (await ownLogin(github, attempt)).toLowerCase();
  return marked.find(({ user }) => user?.login.toLowerCase() === own);
}

/** Asked of the GraphQL API: the REST API tells a job's own token nothing about itself. */
async function ownLogin({ client }: GitHub, attempt: Try): Promise<string> {
  try {
    const answer: { viewer?: { login?: unknown } } = await client.graphql('query { viewer { login } }', {
      request: attempt.request(),
    });
    const login = answer.viewer?.login;
    return typeof login === 'string' && login !== '' ? login : ACTIONS_BOT;
  } catch {
    return ACTIONS_BOT;
  }
}
