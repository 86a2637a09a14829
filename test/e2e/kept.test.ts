import { type ChildProcess, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixtureConfig, fixtureRepository, Sandbox } from '../sandbox.ts';
import { downloadArtifacts } from './download.ts';
import { ResultsService } from './results-service.ts';
import { pullRequest, type Run, startAction } from './runner.ts';

const push = { ref: 'refs/heads/main' };

describe('dist/main.js with @actions/cache and @actions/artifact', { timeout: 120_000 }, () => {
  let service: ResultsService;
  let repository: Sandbox;
  beforeAll(async () => {
    service = await ResultsService.start();
    repository = fixtureRepository(fixtureConfig());
    repository.commit('base');
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    service.misbehaviours.length = 0;
    service.calls.length = 0;
    service.artifacts.length = 0;
  });

  const run = (inputs: Record<string, string>, env: Record<string, string> = {}, runner = new Sandbox()) =>
    startAction(
      repository,
      push,
      { command: 'train', engine: 'reference', ...inputs },
      { ...service.environment, GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_RUN_ID: '41', ...env },
      { runner },
    );

  const costOf = ({ outputs }: Run) => JSON.parse(readFileSync(outputs.get('report') ?? '', 'utf8')).cost;

  it('encodes nothing in a second run: the embeddings are restored to a machine that has none', async () => {
    // The same place on both machines, which is part of the version of what is kept.
    const folder = new Sandbox().path('embeddings');
    const first = await run({ 'cache-dir': folder });
    expect(first.status, first.log).toBe(0);
    expect(costOf(first).textsEncoded).toBeGreaterThan(500);
    expect(service.caches.filter(one => one.finished)).toHaveLength(1);
    rmSync(folder, { recursive: true });
    const second = await run({ 'cache-dir': folder });
    expect(second.status, second.log).toBe(0);
    expect(costOf(second)).toMatchObject({ textsEncoded: 0, textsFound: costOf(first).textsEncoded });
    // Nothing new, so nothing is saved.
    expect(service.caches).toHaveLength(1);
    expect(second.outputs.get('accuracy')).toBe(first.outputs.get('accuracy'));
  });

  it('goes on from the checkpoint of a cancelled run, on a machine that has none', async () => {
    const long = fixtureRepository(fixtureConfig().replace('epochs: 2', 'epochs: 300'));
    long.commit('base');
    const folder = new Sandbox().path('embeddings');
    const attempt = (number: number, during?: (child: ChildProcess) => void) =>
      startAction(
        long,
        push,
        { command: 'train', engine: 'reference', 'cache-dir': folder },
        {
          ...service.environment,
          GITHUB_EVENT_NAME: 'workflow_dispatch',
          GITHUB_RUN_ID: '42',
          GITHUB_RUN_ATTEMPT: String(number),
        },
        during && { during },
      );
    const cancelled = await attempt(1, child => {
      let log = '';
      child.stdout?.on('data', chunk => {
        log += chunk;
        // Once: a second signal ends the process without ado.
        if (/Epoch 3 /.test(log) && !child.killed) child.kill('SIGTERM');
      });
    });
    expect(cancelled.status).not.toBe(0);
    expect(cancelled.log).toContain('INTERRUPTED');
    const saved = service.caches.filter(({ key, finished }) => finished && key.includes('-checkpoints-'));
    expect(saved).toHaveLength(1);
    rmSync(folder, { recursive: true });
    const resumed = await attempt(2);
    expect(resumed.status, resumed.log).toBe(0);
    expect(resumed.log).toMatch(/Resuming at step [1-9]/);
  });

  it('uploads report and model, whole and without a secret', async () => {
    const { status, log, outputs } = await run({ cache: 'false', 'retention-days': '3' });
    expect(status, log).toBe(0);
    const [artifact] = service.artifacts;
    expect(service.artifacts).toHaveLength(1);
    expect(artifact).toMatchObject({ name: 'finetune-gate', digest: expect.stringMatching(/^sha256:/) });
    expect(Date.parse(artifact?.expires ?? '') - Date.now()).toBeGreaterThan(2 * 86_400_000);
    expect(outputs.get('artifact-id')).toBe(String(artifact?.id));
    const zip = new Sandbox();
    await downloadArtifacts(service, /./, zip.folder);
    const entries = readdirSync(zip.path('finetune-gate'), { recursive: true, withFileTypes: true });
    const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
    const names = files.map(file => relative(zip.path('finetune-gate'), file));
    for (const name of ['report.json', 'summary.md', 'report.html', 'junit.xml', 'pairs.jsonl'])
      expect(names).toContain(name);
    expect(names).not.toContain('.gitignore');
    // The very model: its own checksums hold for what came out of the zip.
    execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], {
      cwd: zip.path('finetune-gate', 'model'),
    });
    for (const file of files) {
      const content = readFileSync(file, 'latin1');
      for (const secret of ['ghs_secret', service.environment.ACTIONS_RUNTIME_TOKEN ?? ''])
        expect(content.includes(secret), file).toBe(false);
    }
  });

  it('replaces the artifact of the try before, and leaves that of another job alone', async () => {
    await run({ cache: 'false' });
    const [before] = service.artifacts;
    const beside = await run({ cache: 'false' });
    expect(beside.status).toBe(0);
    expect(beside.log).toMatch(/::notice::The artifact finetune-gate could not be uploaded/);
    expect(service.artifacts).toEqual([before]);
    const again = await run({ cache: 'false' }, { GITHUB_RUN_ATTEMPT: '2' });
    expect(again.log).not.toContain('::notice');
    expect(service.artifacts).toHaveLength(1);
    expect(service.artifacts[0]?.id).toBeGreaterThan(before?.id ?? 0);
  });

  it('saves nothing of a fork', async () => {
    const { status, log } = await startAction(
      repository,
      pullRequest('stranger/search'),
      { command: 'train', engine: 'reference', 'cache-dir': new Sandbox().path('embeddings') },
      { ...service.environment, RUNNER_ENVIRONMENT: 'github-hosted' },
    );
    expect(status, log).toBe(0);
    expect(service.calls).toContain('GetCacheEntryDownloadURL');
    expect(service.calls).not.toContain('CreateCacheEntry');
  });

  it.each([
    ['refuses', { status: 403 }],
    ['breaks the connection', { drops: true }],
  ])('never fails a run because the service %s', async (_, fault) => {
    service.misbehaviours.push({ call: /./, ...fault });
    const { status, log, outputs } = await run({ 'cache-dir': new Sandbox().path('embeddings') });
    expect(status, log).toBe(0);
    expect(outputs.get('verdict')).toBe('pass');
    expect(outputs.get('artifact-id')).toBe('');
    expect(log).toMatch(/::notice::The artifact finetune-gate could not be uploaded/);
    expect(log).not.toContain('::error');
  });

  it('never fails a run because nobody listens', async () => {
    const env = { ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/' };
    const { status, log } = await run({ 'cache-dir': new Sandbox().path('embeddings') }, env);
    expect(status, log).toBe(0);
    expect(log).not.toContain('::error');
  });
});
