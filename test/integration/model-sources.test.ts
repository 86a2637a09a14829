import { execFile, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../src/report/result.ts';
import { fixtureConfig, fixtureRepository, Sandbox } from '../sandbox.ts';
import { root } from '../shared.ts';
import { FakeHub, sha256 } from '../unit/model/sources/hub-server.ts';

const cli = join(root, 'dist', 'cli.js');
const tiny = join(root, 'fixtures', 'models', 'tiny');

/** Every file of the fixture encoder, and some that a repository on the hub has beside. */
function published(): Record<string, Buffer | string> {
  const entries = readdirSync(tiny, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const files = entries.map(entry => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(tiny.length + 1), readFileSync(path)] as const;
  });
  return { ...Object.fromEntries(files), 'README.md': '# Tiny', 'pytorch_model.bin': 'pickle' };
}

describe('dist/cli.js with a base model of the hub', () => {
  let sandbox: Sandbox;
  let hub: FakeHub;
  let home: Sandbox;
  beforeAll(async () => {
    hub = await new FakeHub(published(), 'acme/tiny').start();
    sandbox = fixtureRepository(fixtureConfig());
  });
  beforeEach(() => {
    home = new Sandbox();
    hub.seen.length = 0;
  });

  /** Not `spawnSync`: the hub answers from this process. */
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    new Promise<{ status: number; text: string }>(resolve => {
      const own = {
        PATH: process.env.PATH,
        HOME: home.folder,
        TMPDIR: process.env.TMPDIR,
        HF_ENDPOINT: hub.origin,
      };
      const child = execFile(
        process.execPath,
        [cli, ...args],
        { cwd: sandbox.folder, env: { ...own, ...env } },
        (_, stdout, stderr) => resolve({ status: child.exitCode ?? -1, text: stdout + stderr }),
      );
    });
  const train = (base: string, output: string, env: NodeJS.ProcessEnv = {}, rest = '') => {
    sandbox.write(`${output}.yml`, fixtureConfig().replace('models/tiny', `${base}${rest}`));
    return run(['train', '--config', `${output}.yml`, '--output', output], env);
  };
  const report = (output: string): Result => JSON.parse(sandbox.read(`${output}/report.json`));

  it('checks a pull request with it, as with the same files in a folder', async () => {
    const config = (base: string) => fixtureConfig().replace('models/tiny', base);
    sandbox.write('finetune-gate.yml', config(`acme/tiny@${hub.commit}`));
    sandbox.commit('base');
    const checked = await run(['check', '--base', 'main', '--output', 'hub'], {
      CI: 'true',
      HF_TOKEN: 'hf_secret',
    });
    expect(checked.status, checked.text).toBe(0);
    expect(checked.text).not.toContain('hf_secret');
    expect(new Set(hub.seen.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer hf_secret']),
    );
    expect(hub.fetched).not.toContain('pytorch_model.bin');

    const { model, candidate, policy } = report('hub');
    expect(model).toMatchObject({ base: `acme/tiny@${hub.commit}`, source: 'hub', revision: hub.commit });
    expect(policy?.note).toBeUndefined();
    expect(sandbox.read('hub/summary.md')).toContain(hub.commit.slice(0, 12));
    expect(sandbox.read('hub/model/README.md')).toContain('base_model: acme/tiny\n');
    expect(readdirSync(home.path('.cache', 'finetune-gate', 'models', 'hub', 'acme', 'tiny'))).toEqual([
      hub.commit,
    ]);

    expect((await train('models/tiny', 'folder')).status).toBe(0);
    expect(report('folder').candidate).toEqual(candidate);
    expect(report('folder').model?.weights).toBe(model?.weights);
    expect(report('folder').model).not.toHaveProperty('source');

    sandbox.git('checkout', '-q', '-b', 'other-model');
    sandbox.write('finetune-gate.yml', config('acme/tiny@main'));
    await run(['check', '--base', 'main', '--output', 'moved'], { CI: 'true' });
    expect(report('moved').policy?.note).toContain('changes the base model');
    expect(report('moved').model?.revision).toBe(hub.commit);
  });

  it('asks for a revision in CI, and for nothing it has when offline', async () => {
    const unpinned = await train('acme/tiny', 'unpinned', { CI: 'true' });
    expect(unpinned.status).toBe(2);
    expect(report('unpinned').error).toMatchObject({
      code: 'REVISION_REQUIRED',
      remedy: expect.stringContaining(hub.commit),
    });
    await train(`acme/tiny@${hub.commit}`, 'absent', { HF_HUB_OFFLINE: '1' });
    expect(report('absent').error?.code).toBe('OFFLINE');
    const here = await train('acme/tiny', 'here');
    expect(here.status, here.text).toBe(0);
    expect(here.text).toContain(`acme/tiny@main is the commit ${hub.commit}`);
    hub.seen.length = 0;
    expect((await train('acme/tiny', 'offline', { HF_HUB_OFFLINE: '1' })).status).toBe(0);
    expect(hub.seen).toEqual([]);
    expect(report('offline').candidate).toEqual(report('here').candidate);
  });

  it('reports a model that is not there, and counts the wait against the budget', async () => {
    const missing = await train('acme/none@main', 'missing');
    expect(missing.status).toBe(2);
    expect(report('missing').error?.code).toBe('MODEL_NOT_FOUND');
    hub.misbehaviour = () => true;
    sandbox.write(
      'slow.yml',
      fixtureConfig('budget: { wall_time: 1s }').replace('models/tiny', `acme/tiny@${hub.commit}`),
    );
    const slow = await run(['train', '--config', 'slow.yml', '--output', 'slow']);
    hub.misbehaviour = () => false;
    expect(slow.status, slow.text).toBe(3);
    expect(report('slow').error?.code).toBe('BUDGET_EXCEEDED');
  });

  it("ends by a signal while it downloads, within a runner's patience and with a report", async () => {
    const asked = new Promise<void>(resolve => {
      hub.misbehaviour = () => {
        resolve();
        return true;
      };
    });
    sandbox.write('hangs.yml', fixtureConfig().replace('models/tiny', `acme/tiny@${hub.commit}`));
    const child = spawn(process.execPath, [cli, 'train', '--config', 'hangs.yml', '--output', 'hangs'], {
      cwd: sandbox.folder,
      env: { PATH: process.env.PATH, HOME: home.folder, HF_ENDPOINT: hub.origin },
      stdio: 'ignore',
    });
    const ended = new Promise(resolve => child.on('exit', resolve));
    await asked;
    const sent = performance.now();
    child.kill('SIGTERM');
    expect(await ended).toBe(4);
    expect(performance.now() - sent).toBeLessThan(5_000);
    hub.misbehaviour = () => false;
    expect(report('hangs').error?.code).toBe('INTERRUPTED');
  });

  it('takes an archive of the repository, pinned or not', async () => {
    execFileSync('tar', [
      '-czf',
      sandbox.path('base.tar.gz'),
      '-C',
      join(root, 'fixtures', 'models'),
      'tiny',
    ]);
    const hex = sha256(readFileSync(sandbox.path('base.tar.gz')));
    expect((await train('base.tar.gz', 'archive', { CI: 'true' })).status).toBe(0);
    expect(report('archive').model).toMatchObject({ source: 'archive', revision: `sha256:${hex}` });
    const wrong = await train('base.tar.gz', 'wrong', {}, `\n  sha256: ${'f'.repeat(64)}`);
    expect(wrong.status).toBe(4);
    expect(report('wrong').error?.code).toBe('DOWNLOAD_CORRUPT');
  });

  it('encodes with it', async () => {
    sandbox.write('texts.txt', 'How do I reset my password?\n');
    const encode = (model: string, output: string) =>
      run([
        'encode',
        '--model',
        model,
        '--input',
        'texts.txt',
        '--output',
        output,
        '--cache-dir',
        home.path('cache'),
      ]);
    const encoded = await encode('acme/tiny', 'hub.jsonl');
    expect(encoded.status, encoded.text).toBe(0);
    expect(readdirSync(home.path('cache-models'))).toEqual(['hub']);
    await encode('models/tiny', 'folder.jsonl');
    expect(sandbox.read('hub.jsonl')).toBe(sandbox.read('folder.jsonl'));
  });
});
