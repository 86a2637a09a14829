import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { FinetuneGateError } from '../errors.ts';

/** What the runner tells about the job, read once. */
export interface JobContext {
  /** E.g. `pull_request`; empty outside a runner. */
  readonly event: string;
  /** The folder of the checkout. */
  readonly workspace: string;
  /** A folder that the runner empties with each job. */
  readonly temporary: string;
  /** A folder that the runner keeps from job to job, for tools. */
  readonly tools: string;
  /** Whether the machine outlives the job. What is not known to be GitHub's own counts as self-hosted. */
  readonly selfHosted: boolean;
  /** Commit (or branch) that the pull request would be merged into. */
  readonly base?: string;
  /** Whether the files under test come from another repository. */
  readonly fork: boolean;
  /** Number of the pull request whose event this is. */
  readonly pullRequest?: number;
  /** Its commit, of which the one under test may be a merge. */
  readonly head?: string;
  /** The tag that the workflow runs for. */
  readonly tag?: string;
  /** Tells this run's jobs from those of other runs and from other tries of its own. */
  readonly run: {
    readonly id: string;
    readonly attempt: number;
    readonly job: string;
    /** Its page; empty outside of a runner. */
    readonly url: string;
  };
}

type Environment = Readonly<Record<string, string | undefined>>;
type Json = Readonly<Record<string, unknown>>;

/** @throws FinetuneGateError USAGE when the payload of a pull request cannot be read: it says whose files these are */
export function readContext(env: Environment): JobContext {
  const event = env.GITHUB_EVENT_NAME ?? '';
  const payload = readPayload(env.GITHUB_EVENT_PATH, event);
  const temporary = env.RUNNER_TEMP || tmpdir();
  return {
    event,
    workspace: env.GITHUB_WORKSPACE || process.cwd(),
    temporary,
    tools: env.RUNNER_TOOL_CACHE || temporary,
    selfHosted: env.GITHUB_ACTIONS === 'true' && env.RUNNER_ENVIRONMENT !== 'github-hosted',
    ...baseOf(payload),
    fork: isFork(payload),
    ...pullRequestOf(payload, event),
    ...(env.GITHUB_REF_TYPE === 'tag' && env.GITHUB_REF_NAME && { tag: env.GITHUB_REF_NAME }),
    run: runOf(env),
  };
}

/** @throws FinetuneGateError FORK_REFUSED: files of strangers must not run on a machine that others use after them */
export function refuseForks(context: JobContext, allowForks: boolean, publishes = false): void {
  if (context.fork && publishes) {
    throw new FinetuneGateError('FORK_REFUSED', 'What a fork brings is never published.', {
      remedy: 'Merge the pull request, then publish from the branch or tag.',
    });
  }
  if (!context.fork || !context.selfHosted || allowForks) return;
  throw new FinetuneGateError(
    'FORK_REFUSED',
    'This pull request comes from a fork, and the runner is self-hosted.',
  );
}

function readPayload(path: string | undefined, event: string): Json {
  try {
    return object(JSON.parse(readFileSync(path ?? '', 'utf8')));
  } catch (cause) {
    if (!/^(pull_request|workflow_run)/.test(event)) return {};
    throw new FinetuneGateError('USAGE', `The payload of the ${event} event cannot be read.`, {
      remedy: 'Run this action on a GitHub Actions runner, or set GITHUB_EVENT_PATH to the payload.',
      cause,
    });
  }
}

function baseOf(payload: Json): { base?: string } {
  const pullRequest = object(payload.pull_request);
  const group = object(payload.merge_group);
  const base = object(pullRequest.base);
  const found = [commit(base.sha), text(base.ref), commit(group.base_sha)].find(ref => ref !== '');
  return found === undefined ? {} : { base: found };
}

function pullRequestOf(payload: Json, event: string): { pullRequest?: number; head?: string } {
  const pullRequest = object(payload.pull_request);
  const head = commit(object(pullRequest.head).sha);
  const { number } = pullRequest;
  const numbered =
    /^pull_request(_target)?$/.test(event) && Number.isSafeInteger(number) && Number(number) > 0;
  return { ...(numbered && { pullRequest: Number(number) }), ...(head !== '' && { head }) };
}

function isFork(payload: Json): boolean {
  if ('pull_request' in payload) {
    const { head, base } = object(payload.pull_request);
    return differ(object(head).repo, object(base).repo);
  }
  // A workflow that runs after another one may be given that one's files, and that one may have run for a fork.
  if ('workflow_run' in payload)
    return differ(object(payload.workflow_run).head_repository, payload.repository);
  return false;
}

function runOf(env: Environment): JobContext['run'] {
  const { GITHUB_WORKFLOW: workflow = '', GITHUB_JOB: job = '', GITHUB_RUN_ID: id = '' } = env;
  const page = `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${id}`;
  const url = /^https?:\/\/[\w.:-]+\/[\w./-]+\/actions\/runs\/\d+$/.test(page) ? page : '';
  return { id, attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1, job: `${workflow}/${job}`, url };
}

/** A repository that is not named, such as a deleted fork, is never the same. */
function differ(head: unknown, base: unknown): boolean {
  const name = text(object(head).full_name);
  return name === '' || name !== text(object(base).full_name);
}

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const commit = (value: unknown): string => (/^[0-9a-f]{40,64}$/.test(text(value)) ? text(value) : '');
