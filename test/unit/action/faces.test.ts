import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commentId } from '../../../src/action/comment.ts';
import { readContext } from '../../../src/action/context.ts';
import { Faces } from '../../../src/action/faces.ts';
import { readInputs } from '../../../src/action/inputs.ts';
import type { Patience } from '../../../src/action/patience.ts';
import { commentMarker, readState } from '../../../src/report/comment.ts';
import type { Result } from '../../../src/report/result.ts';
import { errored, failing, leaking, passing } from '../report/samples.ts';
import { BOT, FakeGitHub, TOKEN } from './github-server.ts';
import { pullRequest, Runner } from './runner.ts';

const ID = commentId('finetune-gate.yml');
const MARKER = commentMarker(ID);
/** A request that hangs ends in half a second, and a face in five. */
const IMPATIENT: Patience = { requestMs: 500, totalMs: 5_000, pauseMs: 5 };
const HEAD = 'c'.repeat(40);

let github: FakeGitHub;
let runner: Runner;
let notices: string[];
beforeEach(async () => {
  github = await FakeGitHub.start();
  notices = [];
  runner = new Runner();
});
afterEach(() => runner.close());

interface Given {
  readonly inputs?: Record<string, string>;
  readonly event?: object;
  readonly env?: Record<string, string | undefined>;
  readonly patience?: Patience;
  readonly signal?: AbortSignal;
  readonly directory?: string;
}

async function open({ inputs = {}, event, env = {}, patience = IMPATIENT, signal, directory }: Given = {}) {
  runner.close();
  runner = new Runner({}, event ?? pullRequest());
  const all = {
    ...process.env,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: 'https://ghes.example',
    GITHUB_REPOSITORY: 'acme/search',
    GITHUB_RUN_ID: '41',
    GITHUB_RUN_ATTEMPT: '1',
    ...env,
  };
  const workspace = runner.path('workspace');
  return Faces.open({
    inputs: readInputs(name => ({ 'github-token': TOKEN, ...inputs })[name] ?? ''),
    context: readContext(all),
    places: { workspace, directory: directory ?? workspace },
    env: all,
    signal: signal ?? new AbortController().signal,
    notice: message => notices.push(message),
    patience,
  });
}

const show = async (result: Result, given: Given = {}) => (await open(given))?.show(result);

describe('the comment', () => {
  it('is written once, and then edited in place', async () => {
    await show(failing);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]!.body).toMatch(new RegExp(`^${MARKER}\n`));
    expect(github.comments[0]!.body).toContain('## ❌ Failed');
    expect(github.comments[0]!.body).toContain('(https://ghes.example/acme/search/actions/runs/41)');
    expect(github.comments[0]!.body).toContain(HEAD.slice(0, 6));
    await show(passing);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]!.body).toContain('## ✅ Passed');
    expect(notices).toEqual([]);
    expect(github.seen.every(({ authorization }) => authorization === `token ${TOKEN}`)).toBe(true);
  });

  it('is found on a later page, behind those of others', async () => {
    for (let i = 0; i < 230; i++) github.comment(`comment ${i}`, 'octocat');
    const own = github.comment(`${MARKER}\nold`);
    await show(failing);
    expect(github.comments).toHaveLength(231);
    expect(own.body).toContain('## ❌ Failed');
    expect(
      github.seen.filter(({ route }) => route.startsWith('GET')).map(({ query }) => query.get('page')),
    ).toEqual(['1', '2', '3']);
  });

  it('is never that of somebody else who pasted the marker, wherever they put it', async () => {
    const pasted = github.comment(
      `${MARKER}\n<!-- finetune-gate-state: pass 0 99 -->\n## ✅ Passed`,
      'mallory',
    );
    const dashed = github.comment(`${MARKER}\nx`, 'github-actions');
    const quoted = github.comment(`> quoted\n${MARKER}\n`);
    const before = [pasted.body, dashed.body, quoted.body];
    await show(failing);
    expect([pasted.body, dashed.body, quoted.body]).toEqual(before);
    expect(github.comments).toHaveLength(4);
    expect(github.comments[3]).toMatchObject({ login: BOT });
  });

  it("is that of the token's own bot, and of the job's where the API does not tell", async () => {
    github.viewer = 'gatekeeper[bot]';
    const others = github.comment(`${MARKER}\nx`, BOT);
    const own = github.comment(`${MARKER}\nx`, 'gatekeeper[bot]');
    await show(failing);
    expect(others.body).toBe(`${MARKER}\nx`);
    expect(own.body).toContain('## ❌ Failed');
    expect(github.routes).toContain('POST /api/graphql');
    github.viewer = null;
    await show(failing);
    expect(others.body).toContain('## ❌ Failed');
    expect(github.comments).toHaveLength(2);
  });

  it('keeps one comment for each configuration, and takes an id of the workflow', async () => {
    await show(failing);
    await show(failing, { inputs: { config: 'models/other.yml' } });
    await show(failing, { directory: runner.path('workspace/sub') });
    await show(failing, { inputs: { 'comment-id': 'mine.2' } });
    await show(failing, { inputs: { 'comment-id': 'mine.2', config: 'models/other.yml' } });
    const markers = github.comments.map(({ body }) => body.split('\n')[0]);
    expect(new Set(markers).size).toBe(4);
    expect(markers).toHaveLength(4);
    expect(markers).toContain('<!-- finetune-gate:mine.2 -->');
  });

  it.each(['a--b', 'a b', '-->', 'x'.repeat(65), '<b>', 'ü'])('refuses the id %s', id => {
    expect(() => readInputs(name => ({ 'comment-id': id })[name] ?? '')).toThrow('comment-id');
  });

  it.each([
    ['never', [0, 0, 0]],
    ['always', [1, 2, 3]],
    ['on-change', [0, 1, 1]],
    ['on-failure', [0, 1, 1]],
  ] as const)('with `%s` writes as often as it says', async (mode, written) => {
    const quiet = { ...passing, policy: failing.policy! };
    const writes = () => github.routes.filter(route => /^(POST \/issues|PATCH)/.test(route)).length;
    await show(quiet, { inputs: { comment: mode } });
    expect(writes()).toBe(written[0]);
    await show(failing, { inputs: { comment: mode } });
    expect(writes()).toBe(written[1]);
    await show(quiet, { inputs: { comment: mode } });
    expect(writes()).toBe(written[2] + (mode === 'on-change' || mode === 'on-failure' ? 1 : 0));
    // Whatever the mode, no comment says that the run fails when it does not any more.
    expect(github.comments.map(({ body }) => readState(body)?.outcome)).toEqual(
      mode === 'never' ? [] : ['pass'],
    );
  });

  it('with `on-change` is left alone while nothing that decides changes', async () => {
    await show(failing);
    const before = github.comments[0]!.body;
    await show(
      { ...failing, times: { total: 3 }, candidate: passing.candidate! },
      { env: { GITHUB_RUN_ID: '42' } },
    );
    expect(github.comments[0]!.body).toBe(before);
    const rules = failing.verdict.rules.map(rule => ({ ...rule, state: 'broken' as const }));
    await show({ ...failing, verdict: { ...failing.verdict, rules } }, { env: { GITHUB_RUN_ID: '42' } });
    expect(github.comments[0]!.body).not.toBe(before);
  });

  it('with `on-change` tells of a pass that a reviewer must look at', async () => {
    expect(passing.policy!.changes).toHaveLength(1);
    await show(passing);
    expect(github.comments).toHaveLength(1);
  });

  it('is not turned back by an older run that ends later', async () => {
    await show(failing, { env: { GITHUB_RUN_ID: '43' } });
    await show(passing, { inputs: { comment: 'always' }, env: { GITHUB_RUN_ID: '42' } });
    expect(github.comments[0]!.body).toContain('## ❌ Failed');
  });

  it('is not written for another event, without a token, or by a cancelled run', async () => {
    await show(failing, { event: { ref: 'refs/heads/main' }, env: { GITHUB_EVENT_NAME: 'push' } });
    await show(failing, { env: { GITHUB_EVENT_NAME: 'issue_comment' } });
    await show(failing, { event: { pull_request: { ...pullRequest().pull_request, number: '7/../8' } } });
    await show(failing, { env: { GITHUB_API_URL: undefined } });
    await show(failing, { inputs: { 'github-token': '' } });
    await show({ ...errored, error: { ...errored.error!, code: 'INTERRUPTED' } });
    expect(github.seen).toEqual([]);
    expect(notices).toEqual([]);
  });

  it.each([
    [403, 'Resource not accessible by integration'],
    [404, 'Not Found'],
    [401, 'Bad credentials'],
  ])('without permission (%i) is a notice with the remedy', async (status, message) => {
    github.misbehaviours.push({ route: /^POST \/repos.*comments$/, status, message, times: 9 });
    await show(failing);
    expect(github.comments).toEqual([]);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(message);
    expect(notices[0]).toContain('`pull-requests: write`');
    expect(notices[0]).not.toContain(TOKEN);
    expect(github.routes.filter(route => route.startsWith('POST'))).toHaveLength(1);
  });

  it.each([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '0' } }],
    ['a secondary limit', { status: 403, message: 'You have exceeded a secondary rate limit.' }],
    [
      'a limit by header',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' } },
    ],
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['no answer', { hang: true }],
  ])('is tried again after %s', async (_, misbehaviour) => {
    github.misbehaviours.push({ route: /^POST \/repos.*comments$/, ...misbehaviour });
    await show(failing);
    expect(github.comments).toHaveLength(1);
    expect(notices).toEqual([]);
  });

  it.each([{ status: 500 }, { hang: true }])(
    'is one comment even if %j hid that it was written',
    async fault => {
      github.misbehaviours.push({ route: /^POST \/repos.*comments$/, done: true, ...fault });
      await show(failing);
      expect(github.comments).toHaveLength(1);
      expect(notices).toEqual([]);
    },
  );

  it.each([
    ['failing on and on', { status: 500, times: 99 }, 3],
    [
      'asking for more patience than there is',
      { status: 429, headers: { 'retry-after': '3600' }, times: 99 },
      1,
    ],
    ['refusing what is asked', { status: 422, message: 'body is too long', times: 99 }, 1],
  ])('is given up with a notice when GitHub is %s', async (_, misbehaviour, tries) => {
    github.misbehaviours.push({ route: /^POST \/repos.*comments$/, ...misbehaviour });
    await show(failing);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(String(misbehaviour.status));
    expect(notices[0]).not.toContain('permission');
    expect(github.routes.filter(route => route.startsWith('POST'))).toHaveLength(tries);
  });

  it('is given up in time when GitHub never answers', async () => {
    github.misbehaviours.push({ route: /./, hang: true, times: 99 });
    await show(failing, { patience: { requestMs: 150, totalMs: 400, pauseMs: 5 } });
    expect(notices).toHaveLength(1);
    expect(github.seen.length).toBeLessThanOrEqual(3);
  });

  it('fits whatever there is to say', async () => {
    const long = '🦆<|>$@'.repeat(3_000);
    const rules = Array.from({ length: 200 }, () => ({
      ...failing.verdict.rules[0]!,
      rule: long,
      expected: long,
      actual: long,
      sentence: long,
    }));
    await show({ ...failing, verdict: { ...failing.verdict, sentence: long, rules } });
    expect(notices).toEqual([]);
    expect(github.comments[0]!.body.length).toBeLessThanOrEqual(65_536);
  });
});

describe('the check run', () => {
  const wanted = { 'check-run': 'true', comment: 'never' };

  it('is opened in progress at the commit of the pull request, and completed with the verdict', async () => {
    const faces = await open({ inputs: wanted, env: { GITHUB_SHA: 'e'.repeat(40) } });
    expect(github.checks).toHaveLength(1);
    expect(github.checks[0]).toMatchObject({
      name: 'finetune-gate',
      head_sha: HEAD,
      status: 'in_progress',
      conclusion: null,
    });
    await faces?.show(failing);
    expect(github.checks[0]).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(github.checks[0]!.title).toBe(failing.verdict.sentence);
    expect(github.checks[0]!.summary).toMatch(/^## ❌ Failed/);
    expect(notices).toEqual([]);
  });

  it('is not there unless asked for, and is elsewhere at the commit of the run', async () => {
    await show(failing);
    expect(github.checks).toEqual([]);
    await show(passing, {
      inputs: { ...wanted, 'check-name': 'Embeddings' },
      event: { ref: 'refs/heads/main' },
      env: { GITHUB_EVENT_NAME: 'push', GITHUB_SHA: 'e'.repeat(40) },
    });
    expect(github.checks).toMatchObject([
      { name: 'Embeddings', head_sha: 'e'.repeat(40), conclusion: 'success' },
    ]);
  });

  it.each([
    ['success', passing],
    ['failure', leaking],
    ['failure', errored],
    ['cancelled', { ...errored, error: { ...errored.error!, code: 'INTERRUPTED' as const } }],
  ])('ends as %s', async (conclusion, result) => {
    await show(result, { inputs: wanted });
    expect(github.checks).toMatchObject([{ status: 'completed', conclusion }]);
  });

  it('is completed by a run that was cancelled, though its signal is set', async () => {
    const abort = new AbortController();
    const faces = await open({ inputs: { 'check-run': 'true' }, signal: abort.signal });
    abort.abort();
    await faces?.show({ ...errored, error: { ...errored.error!, code: 'INTERRUPTED' } });
    expect(github.checks).toMatchObject([{ status: 'completed', conclusion: 'cancelled' }]);
    expect(github.comments).toEqual([]);
  });

  it('gets its annotations in batches, the worst first', async () => {
    const findings = Array.from({ length: 100 }, (_, i) => ({
      kind: i < 60 ? ('duplicate' as const) : ('leakage' as const),
      split: 'test' as const,
      file: 'data/test.tsv',
      line: i + 1,
      message: `finding ${i}`,
    }));
    const data = { ...leaking.data!, findings, findingCounts: { duplicate: 60, leakage: 40 } };
    await show({ ...leaking, data }, { inputs: wanted });
    const sizes = github.seen
      .filter(({ route }) => route.startsWith('PATCH'))
      .map(({ body }) => (body.output as { annotations: unknown[] }).annotations.length);
    expect(sizes).toEqual([50, 50]);
    const levels = github.checks[0]!.annotations.map(({ annotation_level }) => annotation_level);
    expect(levels).toEqual([...Array(40).fill('failure'), ...Array(60).fill('notice')]);
    expect(github.checks[0]).toMatchObject({ status: 'completed', conclusion: 'failure' });
  });

  it('is one check run even if its opening got no answer', async () => {
    github.misbehaviours.push({ route: /^POST .*check-runs$/, status: 502, done: true });
    await show(passing, { inputs: wanted });
    expect(github.checks).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
    expect(notices).toEqual([]);
  });

  it('without permission is a notice, and the comment is written all the same', async () => {
    github.misbehaviours.push({
      route: /check-runs/,
      status: 403,
      message: 'Resource not accessible by integration',
    });
    await show(failing, { inputs: { 'check-run': 'true' } });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('`checks: write`');
    expect(github.comments).toHaveLength(1);
  });
});
