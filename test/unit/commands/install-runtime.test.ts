import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type InstallOptions, installRuntime, isInstalled } from '../../../src/commands/install-runtime.ts';
import { program } from '../../program.ts';
import { Sandbox } from '../../sandbox.ts';
import { root } from '../../shared.ts';

const OWN = `${process.platform}/${process.arch}`;

/** What npm does when all is well: notes how it was called, then puts the package there with binaries of two platforms. */
const GOOD = `
const fs = require('node:fs');
const calls = process.env.CALLS;
fs.appendFileSync(calls, JSON.stringify({ args: process.argv.slice(2), directory: process.cwd(), env: process.env }) + '\\n');
if (!fs.existsSync('package.json') || !fs.existsSync('package-lock.json')) process.exit(1);
const folder = 'node_modules/onnxruntime-node/';
for (const platform of ['${OWN}', '${process.platform}/other', 'plan9/mips']) {
  fs.mkdirSync(folder + 'bin/napi-v6/' + platform, { recursive: true });
  fs.writeFileSync(folder + 'bin/napi-v6/' + platform + '/onnxruntime_binding.node', '');
}
fs.writeFileSync(folder + 'package.json', '{ "name": "onnxruntime-node", "version": "1.30.0" }');
`;

let sandbox: Sandbox;
let log: string[];
beforeEach(() => {
  sandbox = new Sandbox();
  log = [];
  mkdirSync(sandbox.path('cache'));
});

const install = (more: Partial<InstallOptions> = {}) =>
  installRuntime({
    cache: sandbox.path('cache'),
    lock: join(root, 'runtime'),
    signal: new AbortController().signal,
    log: line => log.push(line),
    env: { PATH: sandbox.path('bin'), CALLS: sandbox.path('calls') },
    ...more,
  });

const calls = () =>
  sandbox
    .read('calls')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { args: string[]; directory: string; env: NodeJS.ProcessEnv });

/** What is left in the runner's cache. */
const kept = () => {
  const parent = sandbox.path('cache', 'finetune-gate-runtime');
  return readdirSync(parent).map(name => join(parent, name));
};

describe('installRuntime', () => {
  it('installs the pinned lock without scripts, into a folder named after it', async () => {
    program(sandbox, 'npm', GOOD);
    const { folder, reason } = await install();
    expect(reason).toBeUndefined();
    const hash = createHash('sha256').update(readFileSync(join(root, 'runtime/package-lock.json')));
    expect(folder).toBe(
      sandbox.path(
        'cache',
        'finetune-gate-runtime',
        `${hash.digest('hex').slice(0, 16)}-${process.platform}-${process.arch}`,
      ),
    );
    expect(kept()).toEqual([folder]);
    const [{ args, directory }] = calls() as [ReturnType<typeof calls>[number]];
    expect(args.slice(0, 3)).toEqual(['ci', '--omit=dev', '--ignore-scripts']);
    expect(directory).not.toBe(folder);
    expect(log).toEqual([`Installing onnxruntime-node into ${folder}, once for this runner.`]);
  });

  it('keeps the binaries of this platform only', async () => {
    program(sandbox, 'npm', GOOD);
    const { folder = '' } = await install();
    const binaries = join(folder, 'node_modules/onnxruntime-node/bin/napi-v6');
    expect(readdirSync(binaries)).toEqual([process.platform]);
    expect(readdirSync(join(binaries, process.platform))).toEqual([process.arch]);
    expect(readdirSync(join(binaries, OWN))).toEqual(['onnxruntime_binding.node']);
  });

  it('installs once, and again for another lock', async () => {
    program(sandbox, 'npm', GOOD);
    const first = await install();
    expect(await install()).toEqual(first);
    expect(calls()).toHaveLength(1);
    sandbox.write('lock/package.json', '{}');
    sandbox.write('lock/package-lock.json', '{}');
    const second = await install({ lock: sandbox.path('lock') });
    expect(second.folder).not.toBe(first.folder);
    expect(calls()).toHaveLength(2);
  });

  it('gives jobs that install at once one whole folder', async () => {
    program(sandbox, 'npm', `${GOOD}\nAtomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);`);
    const [first, second, third] = await Promise.all([install(), install(), install()]);
    expect(first.folder).toBeDefined();
    expect([second, third]).toEqual([first, first]);
    expect(calls()).toHaveLength(3);
    expect(kept()).toEqual([first.folder]);
  });

  it('keeps what the job was given from npm, but not proxies and registries', async () => {
    program(sandbox, 'npm', GOOD);
    const env = {
      PATH: sandbox.path('bin'),
      CALLS: sandbox.path('calls'),
      'INPUT_GITHUB-TOKEN': 'ghs_secret',
      GITHUB_TOKEN: 'ghs_secret',
      ACTIONS_RUNTIME_TOKEN: 'secret',
      HTTPS_PROXY: 'http://proxy',
      npm_config_registry: 'http://registry',
    };
    await install({ env });
    expect(JSON.stringify(calls())).not.toContain('secret');
    expect(calls()[0]?.env).toMatchObject({
      HTTPS_PROXY: 'http://proxy',
      npm_config_registry: 'http://registry',
    });
  });

  it('says why npm failed, and leaves nothing behind', async () => {
    program(
      sandbox,
      'npm',
      `console.error('npm error code EAI_AGAIN\\nnpm error network request to the registry failed\\nnpm error A complete log of this run: x');
      require('node:fs').mkdirSync('node_modules/onnxruntime-node', { recursive: true });
      process.exit(1);`,
    );
    expect(await install()).toEqual({ reason: 'network request to the registry failed' });
    expect(kept()).toEqual([]);
    program(sandbox, 'npm', GOOD);
    expect((await install()).folder).toBeDefined();
  });

  it.each([
    ['npm installs nothing', '', 'npm installed nothing'],
    ['npm fails without a word', 'process.exit(3)', 'npm ended by exit code 3'],
  ])('is not content when %s', async (_, body, reason) => {
    program(sandbox, 'npm', body);
    expect(await install()).toEqual({ reason });
    expect(kept()).toEqual([]);
  });

  it('ends npm, and what npm started, when it takes too long or the run is cancelled', async () => {
    program(
      sandbox,
      'npm',
      `const code = 'require("node:fs").writeFileSync(process.env.CALLS, String(process.pid)); setInterval(() => {}, 1000)';
      require('node:child_process').spawnSync(process.execPath, ['-e', code], { stdio: 'inherit' });`,
    );
    const alive = () => {
      try {
        process.kill(Number(sandbox.read('calls')), 0);
        return true;
      } catch {
        return false;
      }
    };
    expect(await install({ timeout: 1_500 })).toEqual({ reason: 'npm took longer than 1.5 s' });
    expect(Number(sandbox.read('calls'))).toBeGreaterThan(0);
    await expect.poll(alive, { timeout: 5_000 }).toBe(false);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    expect(await install({ signal: abort.signal })).toEqual({ reason: 'the run was cancelled' });
    expect(kept()).toEqual([]);
  });

  it('removes what an earlier job left unfinished, but not what one is still at', async () => {
    const parent = sandbox.path('cache', 'finetune-gate-runtime');
    for (const name of ['a.partial', 'b.partial']) mkdirSync(join(parent, name), { recursive: true });
    const longAgo = Date.now() / 1000 - 2 * 3600;
    utimesSync(join(parent, 'a.partial'), longAgo, longAgo);
    program(sandbox, 'npm', GOOD);
    const { folder } = await install();
    expect(kept().sort()).toEqual([folder, join(parent, 'b.partial')].sort());
  });

  it('gives a reason, never an error, where the cache cannot be written', async () => {
    sandbox.write('file', '');
    program(sandbox, 'npm', GOOD);
    expect((await install({ cache: sandbox.path('file') })).reason).toMatch(/ENOTDIR|EEXIST/);
  });
});

describe('isInstalled', () => {
  it('is true in this checkout', () => {
    expect(isInstalled()).toBe(true);
  });
});

describe('runtime/', () => {
  const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const lock = json('runtime/package-lock.json');

  it('pins the version that this repository is tested with, by hash, and names no host to fetch it from', () => {
    const own = json('package-lock.json').packages['node_modules/onnxruntime-node'];
    expect(json('runtime/package.json').dependencies).toEqual({ 'onnxruntime-node': own.version });
    expect(lock.packages['node_modules/onnxruntime-node'].integrity).toBe(own.integrity);
    const packages = Object.entries<{ integrity?: string; resolved?: string }>(lock.packages);
    expect(packages.length).toBeGreaterThan(2);
    for (const [name, { integrity, resolved }] of packages) {
      if (name !== '') expect(integrity, name).toMatch(/^sha512-/);
      expect(resolved, name).toBeUndefined();
    }
  });
});
