import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/model/safetensors.ts';
import type { Result } from '../../src/report/result.ts';
import { fixtureConfig, fixtureRepository, type Sandbox } from '../sandbox.ts';
import { root } from '../shared.ts';

const cli = join(root, 'dist', 'cli.js');

function run(sandbox: Sandbox, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: sandbox.folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('dist/cli.js', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = fixtureRepository(fixtureConfig());
    sandbox.commit('base');
  });
  const report = (path: string): Result => JSON.parse(sandbox.read(path));

  it('gives the same report for the same inputs and seed, but for times, with a cold and a warm cache', () => {
    expect(run(sandbox, 'check', '--base', 'main', '--output', 'a', '--cache-dir', '.git/cache').status).toBe(
      0,
    );
    expect(run(sandbox, 'check', '--base', 'main', '--output', 'b').status).toBe(0);
    expect(run(sandbox, 'check', '--base', 'main', '--output', 'c', '--cache-dir', '.git/cache').status).toBe(
      0,
    );
    const timeless = (name: string) => ({ ...report(`${name}/report.json`), usage: {}, times: {} });
    expect(timeless('b')).toEqual(timeless('a'));
    const warm = timeless('c');
    expect(warm.cost).toMatchObject({ textsEncoded: 0, tokensEncoded: 0 });
    expect(warm.costs?.tokens_encoded).toBe(0);
    const { cost, costs } = timeless('a');
    expect({ ...warm, cost, costs }).toEqual(timeless('a'));
    const weights = (name: string) => sandbox.read(`${name}/model/2_Dense/model.safetensors`);
    expect(weights('b') === weights('a') && weights('c') === weights('a')).toBe(true);
  });

  it('says that there is no record, and refuses to make one of nothing', () => {
    const shown = run(sandbox, 'baseline', 'show');
    expect(shown).toMatchObject({ status: 0, stdout: expect.stringContaining('no record yet') });
    const { status, stderr } = run(sandbox, 'baseline', 'update', '--from', 'nowhere');
    expect({ status, stderr }).toMatchObject({ status: 4, stderr: expect.stringContaining('RUN_UNUSABLE') });
    expect(run(sandbox, 'baseline').status).toBe(2);
  });

  it('trains the whole encoder too, and the saved model loads as a base of its own', () => {
    const all = fixtureConfig().replace('tune: head', 'tune: all').replace('epochs: 2', 'epochs: 1');
    sandbox.write('all.yml', all.replace('train.tsv', 'train.tsv\n  examples: 96'));
    expect(run(sandbox, 'train', '--config', 'all.yml', '--output', 'tuned').stderr).toContain(
      'Epoch 1 of 1',
    );
    const { model } = report('tuned/report.json');
    expect(model?.trainedParameters).toBe(model?.parameters);
    sandbox.write('texts.txt', 'How do I reset my password?\nWhere is my invoice?\n');
    const encoded = run(
      sandbox,
      'encode',
      '--model',
      'tuned/model',
      '--input',
      'texts.txt',
      '--output',
      'e.jsonl',
    );
    expect(encoded.status, encoded.stderr).toBe(0);
    const rows = sandbox
      .read('e.jsonl')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(rows.map(row => row.text)).toEqual(['How do I reset my password?', 'Where is my invoice?']);
    expect(rows.map(row => row.embedding.length)).toEqual([32, 32]);
  });

  it.each([
    ['last: 1', 'last 1', (name: string) => name.startsWith('encoder.layer.0.')],
    ['lora: 4', 'lora 4', (name: string) => /attention\.self\.(query|value)\.weight$/.test(name)],
  ])('trains { %s } of the encoder, into a plain model', async (tune, described, trains) => {
    const output = `tuned-${described.replace(' ', '-')}`;
    const some = fixtureConfig().replace('tune: head', `tune: { ${tune} }`).replace('epochs: 2', 'epochs: 1');
    sandbox.write('some.yml', some.replace('train.tsv', 'train.tsv\n  examples: 96'));
    const { status, stderr } = run(sandbox, 'train', '--config', 'some.yml', '--output', output);
    expect(status, stderr).toBeLessThan(2);
    const { training, model } = report(`${output}/report.json`);
    expect(training?.tune).toBe(described);
    expect(model!.trainedParameters).toBeLessThan(model!.parameters / 2);
    const before = await readSafetensors(sandbox.path('models/tiny/model.safetensors'));
    const after = await readSafetensors(sandbox.path(output, 'model/model.safetensors'));
    expect([...after.keys()]).toEqual([...before.keys()].sort());
    const changed = [...after].filter(([name, { values }]) => `${values}` !== `${before.get(name)!.values}`);
    expect(changed.map(([name]) => name)).toEqual([...before.keys()].filter(trains).sort());
  });

  it('encodes each text of a file once ever with a cache folder', () => {
    const texts = ['How do I reset my password?', 'Where is my invoice?', 'How do I reset my password?'];
    sandbox.write('some.txt', texts.slice(0, 1).join('\n'));
    sandbox.write('all.txt', texts.join('\n'));
    const encode = (input: string, output: string, ...more: string[]) =>
      run(sandbox, 'encode', '--model', 'models/tiny', '--input', input, '--output', output, ...more);
    const kept = ['--cache-dir', 'encoded', '--cache-limit', '1MiB'];
    expect(encode('some.txt', 'some.jsonl', ...kept).stderr).toContain('1 texts were encoded');
    expect(encode('all.txt', 'all.jsonl', ...kept).stderr).toContain('1 texts were encoded');
    expect(encode('all.txt', 'again.jsonl', ...kept).stderr).toContain('0 texts were encoded');
    expect(sandbox.read('again.jsonl')).toBe(sandbox.read('all.jsonl'));
    const rows = (name: string): { text: string; embedding: number[] }[] =>
      sandbox
        .read(name)
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
    expect(rows('all.jsonl').map(row => row.text)).toEqual(texts);
    encode('all.txt', 'alone.jsonl');
    rows('alone.jsonl').forEach(({ embedding }, row) => {
      const kept = rows('all.jsonl')[row]!.embedding;
      expect(Math.max(...embedding.map((value, at) => Math.abs(value - kept[at]!)))).toBeLessThan(1e-5);
    });
    expect(encode('all.txt', 'x.jsonl', '--cache-dir', 'encoded', '--cache-limit', '1').status).toBe(2);
  });

  it('refuses to train more layers than there are, before it encodes a text', () => {
    sandbox.write('deep.yml', fixtureConfig().replace('tune: head', 'tune: { last: 5 }'));
    expect(run(sandbox, 'train', '--config', 'deep.yml', '--output', 'deep').status).toBe(2);
    const { error, cost } = report('deep/report.json');
    expect(error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'train.tune.last is 5, but the base model has 1 layer.',
    });
    expect(cost).toBeUndefined();
  });

  it('stops within its budget, keeps the best epoch, evaluates and reports it', () => {
    const long = fixtureConfig(
      'gate: [accuracy >= 0.55]\nbudget: { wall_time: 8s, on_exceed: best-so-far }',
    ).replace('epochs: 2', 'epochs: 5000');
    sandbox.write('long.yml', long);
    const { status, stdout } = run(sandbox, 'train', '--config', 'long.yml', '--output', 'long');
    const { verdict, training, candidate, times } = report('long/report.json');
    const [limit] = verdict.budget;
    expect(limit).toMatchObject({ name: 'wall_time', limit: 8 });
    expect(status, stdout).toBe(limit!.exceeded ? 3 : 0);
    expect(training?.stopped).toBe('budget');
    expect(training?.steps).toBeGreaterThan(0);
    expect(candidate?.n).toBe(200);
    expect(times.total).toBeLessThan(8 * 1.02 + 0.5);
    expect(existsSync(sandbox.path('long/model/modules.json'))).toBe(true);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    "answers %s within a runner's patience, with a report",
    async signal => {
      sandbox.write('endless.yml', fixtureConfig().replace('epochs: 2', 'epochs: 5000'));
      const child = spawn(process.execPath, [cli, 'train', '--config', 'endless.yml', '--output', signal], {
        cwd: sandbox.folder,
      });
      await new Promise<void>(resolve => {
        child.stderr.on('data', (chunk: Buffer) => chunk.includes('Epoch 1') && resolve());
        child.on('exit', () => resolve());
      });
      const sent = performance.now();
      child.kill(signal);
      const status = await new Promise(resolve => child.on('exit', resolve));
      expect(status).toBe(4);
      expect(performance.now() - sent).toBeLessThan(7_000);
      expect(report(`${signal}/report.json`)).toMatchObject({
        verdict: { outcome: 'error' },
        error: { code: 'INTERRUPTED' },
      });
      expect(readdirSync(sandbox.path(signal))).not.toContain('model');
    },
  );

  it('says what is wrong and how to go on, with the right exit code and nothing written', () => {
    const before = readdirSync(sandbox.folder);
    expect(run(sandbox, 'chek')).toMatchObject({ status: 2, stderr: expect.stringContaining('--help') });
    const encode = ['encode', '--model', 'models/none', '--input', 'data/test.tsv', '--output', 'x.jsonl'];
    expect(run(sandbox, ...encode)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('MODEL_NOT_FOUND'),
    });
    expect(readdirSync(sandbox.folder)).toEqual(before);
    expect(run(sandbox, 'check', '--config', 'none.yml', '--output', 'none')).toMatchObject({ status: 2 });
    expect(report('none/report.json').error?.code).toBe('CONFIG_NOT_FOUND');
  });

  it('does not fail for a cache folder that cannot be used', () => {
    sandbox.write('not-a-folder', '');
    const { status, stderr } = run(sandbox, 'train', '--output', 'uncached', '--cache-dir', 'not-a-folder');
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('cannot be kept');
  });

  it('prints the verdict before it fails for a --json file that cannot be written', () => {
    const { status, stdout, stderr } = run(sandbox, 'train', '--output', 'unwritten', '--json', 'data');
    expect(status).toBe(4);
    expect(stdout).toContain('Passed');
    expect(stderr).toContain('OUTPUT_UNWRITABLE');
  });

  it('keeps the exit code of the verdict when nobody reads', async () => {
    const child = spawn(process.execPath, [cli, 'train', '--output', 'unread'], { cwd: sandbox.folder });
    child.stdout.destroy();
    child.stderr.destroy();
    expect(await new Promise(resolve => child.on('exit', resolve))).toBe(0);
    expect(report('unread/report.json').verdict.outcome).toBe('pass');
  });

  it('prints the report as JSON alone on standard output', () => {
    const { stdout } = run(sandbox, 'train', '--output', 'json', '--json', '-');
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      command: 'train',
      policy: { source: 'working-tree' },
    });
  });
});
