import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PublishOptions, runPublish } from '../../../src/commands/publish.ts';
import { sumLine } from '../../../src/publish/checksums.ts';
import { toJson } from '../../../src/report/json.ts';
import { FakeReleases, TOKEN } from '../../github-releases.ts';
import { Sandbox } from '../../sandbox.ts';
import { root } from '../../shared.ts';
import { COMMIT, modelFolder, provenance } from '../publish/model-folder.ts';
import { failing, passing } from '../report/samples.ts';

let github: FakeReleases;
let sandbox: Sandbox;
beforeEach(async () => {
  github = await FakeReleases.start();
  sandbox = new Sandbox();
  await modelFolder(sandbox.path('run/model'));
  sandbox.write('run/report.json', toJson(passing));
  describeSource();
});

/** Writes down where the model of the run comes from. */
function describeSource(source: object = {}, folder = 'run'): void {
  const modelSums = createHash('sha256').update(sandbox.read('run/model/SHA256SUMS')).digest('hex');
  const told = { ...provenance, modelSums, source: { ...provenance.source, ...source } };
  sandbox.write(`${folder}/provenance.json`, JSON.stringify(told));
}

const env = () => ({ GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'acme/search', GITHUB_TOKEN: TOKEN });
const publish = (options: Partial<PublishOptions> = {}) =>
  runPublish({
    ...{ directory: sandbox.folder, from: 'run', tag: 'v1', output: 'packed', env: env() },
    ...{ signal: new AbortController().signal, log: () => {}, ...options },
  });

/** One published release, with exactly the files that are packed. */
function expectPublished(about: string): void {
  expect(
    github.releases.map(({ tag, draft, commitish }) => [tag, draft, commitish]),
    about,
  ).toEqual([['v1', false, COMMIT]]);
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const packed = readdirSync(sandbox.path('packed')).filter(name => name !== '.gitignore');
  expect(github.releases[0]!.assets.map(({ name, bytes }) => `${name} ${hash(bytes)}`).sort(), about).toEqual(
    packed.map(name => `${name} ${hash(readFileSync(sandbox.path('packed', name)))}`).sort(),
  );
}

describe('publish', () => {
  it('publishes a run that passed, once', async () => {
    const first = await publish();
    expectPublished('first');
    expect(first).toMatchObject({ changed: true, release: expect.stringContaining('/tag/v1') });
    expect(await publish()).toMatchObject({ changed: false });
    expect(github.faults).toEqual([]);
  });

  it('only packs without a tag, and needs no token for it', async () => {
    const { files, release } = await publish({ tag: undefined as never, env: {} });
    expect([files.includes('model.tar.gz'), release, github.routes]).toEqual([true, undefined, []]);
  });

  it("takes a sweep's choice", async () => {
    sandbox.write('run/report.json', JSON.stringify({ schemaVersion: 1, command: 'sweep' }));
    sandbox.write('run/chosen/report.json', toJson(passing));
    sandbox.write('run/results.csv', 'id\n');
    execFileSync('mv', [sandbox.path('run/provenance.json'), sandbox.path('run/chosen/provenance.json')]);
    expect((await publish()).files).toContain('results.csv');
    expectPublished('sweep');
  });

  it('refuses what did not pass or is of no commit, unless forced', async () => {
    sandbox.write('run/report.json', toJson({ ...passing, verdict: failing.verdict }));
    await expect(publish()).rejects.toMatchObject({ code: 'RELEASE_REFUSED' });
    sandbox.write('run/report.json', toJson(passing));
    describeSource({ dirty: true });
    await expect(publish()).rejects.toMatchObject({ code: 'RELEASE_REFUSED' });
    expect(github.routes).toEqual([]);
    await publish({ force: true });
    expectPublished('forced');
  });

  it('refuses a record of another model, and files that are not there', async () => {
    sandbox.write('run/provenance.json', JSON.stringify(provenance));
    await expect(publish()).rejects.toMatchObject({ code: 'RUN_UNUSABLE' });
    await expect(publish({ from: 'nowhere' })).rejects.toMatchObject({ code: 'RUN_UNUSABLE' });
  });

  it.each(['pull_request', 'pull_request_target'])(
    'refuses what ran for a %s, unless forced',
    async event => {
      const modelSums = createHash('sha256').update(sandbox.read('run/model/SHA256SUMS')).digest('hex');
      const run = { url: 'https://github.com/acme/search/actions/runs/1', event };
      sandbox.write('run/provenance.json', JSON.stringify({ ...provenance, modelSums, run }));
      for (const to of [{}, { tag: undefined as never, hub: 'acme/model' }])
        await expect(publish(to)).rejects.toMatchObject({
          code: 'RELEASE_REFUSED',
          message: expect.stringContaining('pull request'),
        });
      expect(github.routes).toEqual([]);
      expect((await publish({ tag: undefined as never })).files).toContain('model.tar.gz');
      await publish({ force: true });
      expectPublished('forced');
    },
  );

  it('refuses the report of another run than the model’s', async () => {
    const { data, model } = passing;
    const about = (told: object) => {
      const modelSums = createHash('sha256').update(sandbox.read('run/model/SHA256SUMS')).digest('hex');
      sandbox.write('run/provenance.json', JSON.stringify({ ...provenance, modelSums, ...told }));
    };
    for (const other of [
      { data: { fingerprint: 'sha256:0', testFingerprint: data!.testFingerprint } },
      { data: { fingerprint: data!.fingerprint, testFingerprint: 'sha256:0' } },
      { baseModel: { base: model!.base, weights: 'sha256:0' } },
    ]) {
      about(other);
      await expect(publish()).rejects.toMatchObject({ code: 'RUN_UNUSABLE' });
    }
    const { fingerprint, testFingerprint } = data!;
    about({
      data: { fingerprint, testFingerprint },
      baseModel: { base: model!.base, weights: model!.weights },
    });
    await publish();
    expectPublished('the same run');
  });

  it.each([
    ['climbs', '../secret'],
    ['climbs from within', 'onnx/../../secret'],
    ['is absolute', '/secret'],
    ['is written in two ways', './model.safetensors'],
    ['is a Windows path', '..\\secret'],
    ['has two lines', 'a\nb'],
  ])('packs nothing by a list of checksums with a name that %s', async (_, name) => {
    sandbox.write('run/secret', 'of the machine');
    sandbox.write('secret', 'of the machine');
    sandbox.write('run/model/a\nb', 'of the machine');
    const sums = sandbox.read('run/model/SHA256SUMS');
    const digest = createHash('sha256').update('of the machine').digest('hex');
    sandbox.write('run/model/SHA256SUMS', `${sums}${sumLine(digest, name)}`);
    describeSource();
    await expect(publish()).rejects.toMatchObject({
      code: 'RUN_UNUSABLE',
      message: expect.stringContaining('is no name of a file of the model'),
    });
    expect(github.routes).toEqual([]);
  });

  it('packs nothing by a link out of the run', async () => {
    sandbox.write('secret', 'of the machine');
    sandbox.write('run/report.json', JSON.stringify({ schemaVersion: 1, command: 'sweep' }));
    sandbox.write('run/chosen/report.json', toJson(passing));
    symlinkSync(sandbox.path('secret'), sandbox.path('run/results.csv'));
    await expect(publish()).rejects.toMatchObject({ code: 'RUN_UNUSABLE' });
    rmSync(sandbox.path('run/results.csv'));
    const weights = sandbox.path('run/model/model.safetensors');
    renameSync(weights, sandbox.path('moved'));
    symlinkSync(sandbox.path('moved'), weights);
    await expect(publish()).rejects.toMatchObject({ code: 'RUN_UNUSABLE' });
    expect(github.routes).toEqual([]);
  });

  it('leaves a folder with other files alone', async () => {
    sandbox.write('packed/mine.txt', 'x');
    await expect(publish()).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect(readdirSync(sandbox.path('packed'))).toEqual(['mine.txt']);
  });

  it.each([
    ['a tag', { tag: 'a..b' }],
    ['a tag that is no option', { tag: '-x' }],
    ['a tag of one word', { tag: 'v 1' }],
    ['a tag and not a branch', { tag: 'refs/heads/main' }],
    ['a tag and not a commit', { tag: 'c0ffee00'.repeat(5) }],
    ['a repository', { repository: 'acme' }],
    ['a token', { env: {} }],
    [
      'an address without a secret line',
      { env: { GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'a/b', GITHUB_API_URL: 'http://example.com' } },
    ],
  ])('asks for %s', async (_, options) => {
    await expect(publish(options)).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('a publish that is killed', () => {
  const program = join(root, 'node_modules/.cache/finetune-gate', `publish.${process.pid}.mjs`);
  beforeAll(async () => {
    mkdirSync(join(root, 'node_modules/.cache/finetune-gate'), { recursive: true });
    const { build } = await import('esbuild');
    await build({
      stdin: {
        contents: `import { runPublish } from './src/commands/publish.ts';
          const [directory] = process.argv.slice(2);
          await runPublish({ directory, from: 'run', tag: 'v1', output: 'packed', env: process.env,
            signal: new AbortController().signal, log: () => {} });`,
        resolveDir: root,
        loader: 'ts',
      },
      ...{ bundle: true, format: 'esm', platform: 'node', outfile: program },
      external: ['@huggingface/hub', 'onnxruntime-node', '@tensorflow/*', 'simple-git'],
      define: { __VERSION__: '"0"' },
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
  });

  it.each(['before', 'after', 'half'] as const)(
    'is repaired by a rerun (%s a request)',
    async how => {
      await publish();
      const requests = github.routes.length;
      for (let at = 1; at <= requests; at += 4) {
        github = await FakeReleases.start();
        const child = spawn(process.execPath, [program, sandbox.folder], {
          env: { ...process.env, ...env() },
          stdio: 'ignore',
        });
        const ended = new Promise<NodeJS.Signals | null>(resolve =>
          child.on('exit', (_, signal) => resolve(signal)),
        );
        github.cut = { at, how, instead: () => child.kill('SIGKILL') };
        expect(await ended).toBe('SIGKILL');
        github.cut = undefined;
        await publish();
        expectPublished(`killed ${how} request ${at}`);
      }
      expect(readdirSync(sandbox.path('packed')).filter(name => name.endsWith('.tmp'))).toEqual([]);
    },
    120_000,
  );
});
