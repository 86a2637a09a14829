import type { JobContext } from './context.ts';
import type { Patience } from './patience.ts';

type Octokit = ReturnType<typeof import('@actions/github').getOctokit>;

/** The repository's API with the token of the job. */
export interface GitHub extends Patience {
  readonly client: Octokit;
  readonly owner: string;
  readonly repo: string;
  /** The page of this run, linked in what is posted. */
  readonly runUrl: string;
  /** Grows from run to run; a run again has the number that it had. */
  readonly runId: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a run speaks; undefined outside of a runner, or without a token. */
export async function openGitHub(
  env: Environment,
  token: string,
  patience: Patience,
): Promise<GitHub | undefined> {
  const { GITHUB_API_URL: baseUrl, GITHUB_SERVER_URL: server = '', GITHUB_RUN_ID: run = '' } = env;
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(env.GITHUB_REPOSITORY ?? '') ?? [];
  if (!baseUrl || !token || !owner || !repo) return undefined;
  // Large, so it is loaded only where something is posted.
  const { getOctokit } = await import('@actions/github');
  const runUrl = `${server}/${owner}/${repo}/actions/runs/${run}`;
  return {
    ...patience,
    client: getOctokit(token, { baseUrl, log: SILENT }),
    owner,
    repo,
    runUrl: /^https?:\/\/[\w.:-]+\/[\w./-]+\/actions\/runs\/\d+$/.test(runUrl) ? runUrl : '',
    runId: Number(run) || 0,
  };
}

/** The commit that a check run is shown at: the pull request's own, not the merge that is tested. */
export function checkedCommit({ head }: JobContext, env: Environment): string | undefined {
  return head ?? (/^[0-9a-f]{40,64}$/.test(env.GITHUB_SHA ?? '') ? env.GITHUB_SHA : undefined);
}

const silent = (): void => {};
/** The client would write to the standard output, where lines are commands. */
const SILENT = { debug: silent, info: silent, warn: silent, error: silent };
