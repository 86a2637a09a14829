import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runJob } from '../../src/commands/run-job.ts';
import { runSweep } from '../../src/commands/sweep.ts';
import { pairScores } from '../../src/evaluation/similarity.ts';
import { readSafetensors } from '../../src/model/safetensors.ts';
import type { Result } from '../../src/report/result.ts';
import { answer, embeddingOf, FakeProvider, KEY, tokensOf, WIDTH } from '../provider-server.ts';
import { fixtureConfig, fixtureRepository, type Sandbox } from '../sandbox.ts';
import { root } from '../shared.ts';
import { train } from './in-process.ts';

/** Every file under the sandbox, but git's own, as text. */
function everyFile(sandbox: Sandbox): { file: string; text: string }[] {
  return readdirSync(sandbox.folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(file => ({ file, text: readFileSync(file, 'latin1') }));
}

const uniqueTexts = (sandbox: Sandbox, ...splits: string[]): Set<string> =>
  new Set(
    splits.flatMap(split =>
      sandbox
        .read(`data/${split}.tsv`)
        .trim()
        .split('\n')
        .slice(1)
        .flatMap(row => row.split('\t').slice(0, 2)),
    ),
  );

/** Accuracy of the cosine similarity of the fake embeddings at a threshold, apart from the code under test. */
function accuracyAt(sandbox: Sandbox, threshold: number): number {
  const rows = sandbox.read('data/test.tsv').trim().split('\n').slice(1);
  const right = rows.filter(row => {
    const [first = '', second = '', label] = row.split('\t');
    const [a, b] = [embeddingOf(first), embeddingOf(second)];
    const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)) >= threshold === (label === '1');
  });
  return right.length / rows.length;
}

const options = (server: FakeProvider, more = '') =>
  `{ base_url: "${server.baseUrl}", model: fake-small, price_per_million_tokens: 20${more} }`;
const asBaseline = (server: FakeProvider, more = '') =>
  fixtureConfig(
    `baseline: [base-model, { provider: ${options(server, more)} }]\ngate: [accuracy >= 0.55, error_rate < baseline.fake-small]`,
  );

beforeEach(() => {
  vi.stubEnv('OPENAI_API_KEY', KEY);
  return () => vi.unstubAllEnvs();
});

describe('a provider as a baseline', () => {
  let sandbox: Sandbox;
  let server: FakeProvider;
  beforeAll(async () => {
    server = await FakeProvider.start();
    sandbox = fixtureRepository(asBaseline(server));
  });

  it('is scored on the same pairs, counted and shown; a rerun asks for nothing, even without a key', async () => {
    const { result, log } = await train(sandbox);
    const texts = uniqueTexts(sandbox, 'validation', 'test');
    expect(new Set(server.texts)).toEqual(texts);
    expect(server.texts).toHaveLength(texts.size);
    const tokens = tokensOf([...texts]);
    const [, provider] = result.baselines!;
    expect(provider).toMatchObject({ name: 'fake-small', kind: 'provider', comparison: { n: 200 } });
    expect(provider!.spending).toEqual({
      provider: new URL(server.origin).host,
      model: 'fake-small',
      requests: server.asked.length,
      texts: texts.size,
      textsFound: 0,
      tokens,
      cost: (tokens * 20) / 1e6,
    });
    expect(result.costs).toMatchObject({ provider_tokens: tokens, provider_cost: (tokens * 20) / 1e6 });
    const { metrics, threshold } = provider!.evaluation!;
    expect(metrics.accuracy).toBeCloseTo(accuracyAt(sandbox, threshold), 12);
    expect(log.join('\n')).toContain(`${texts.size} of ${texts.size} texts are to be embedded`);

    const before = server.asked.length;
    vi.stubEnv('OPENAI_API_KEY', '');
    const again = await train(sandbox, 'finetune-gate.yml', 'again');
    expect(server.asked).toHaveLength(before);
    const [, kept] = again.result.baselines!;
    expect(kept!.spending).toMatchObject({
      requests: 0,
      texts: 0,
      textsFound: texts.size,
      tokens: 0,
      cost: 0,
    });
    expect({ ...kept, spending: 0 }).toEqual({ ...provider, spending: 0 });
    expect(JSON.stringify([result, log])).not.toContain(KEY);
  });

  it('asks before the first request whether the limit would hold', async () => {
    const other = await FakeProvider.start();
    sandbox.write('dear.yml', asBaseline(other, ', max_cost: 0.0001'));
    const { result, exitCode } = await train(sandbox, 'dear.yml', 'dear');
    expect(result.error).toMatchObject({ code: 'PROVIDER_BUDGET' });
    expect(exitCode).toBe(3);
    expect(other.asked).toEqual([]);
  });

  it('ends a run whose providers would cost too much, and tells what they did cost', async () => {
    const other = await FakeProvider.start();
    const config = asBaseline(other, ', batch_size: 50, concurrency: 1');
    sandbox.write('spent.yml', `${config}\nbudget: { wall_time: 1h, provider_cost: 0.05 }\n`);
    const { result, exitCode } = await train(sandbox, 'spent.yml', 'spent');
    expect(exitCode).toBe(3);
    expect(result.error?.code).toBe('BUDGET_EXCEEDED');
    expect(other.texts.length).toBeGreaterThan(0);
    const cost = (tokensOf(other.texts) * 20) / 1e6;
    expect(result.verdict.budget).toMatchObject([
      { name: 'wall_time', exceeded: false },
      { name: 'provider_cost', exceeded: true, spent: expect.closeTo(cost, 9) },
    ]);
  });

  it('keeps what was paid for when a later request fails, and goes on from there', async () => {
    let broken = true;
    const other = await FakeProvider.start(
      (_, response, request) => broken && request > 2 && answer(response, { error: { message: 'no' } }, 400),
    );
    sandbox.write('broken.yml', asBaseline(other, ', batch_size: 50, concurrency: 1'));
    const { result } = await train(sandbox, 'broken.yml', 'broken');
    expect(result.error).toMatchObject({ code: 'PROVIDER_FAILED', message: expect.stringContaining(': no') });
    const paid = other.asked.slice(0, 2).flatMap(({ body }) => body.input);
    broken = false;
    const before = other.asked.length;
    const { exitCode } = await train(sandbox, 'broken.yml', 'mended');
    expect(exitCode).toBeLessThan(2);
    const asked = other.asked.slice(before).flatMap(({ body }) => body.input);
    expect(asked.filter(text => paid.includes(text))).toEqual([]);
    expect(new Set([...paid, ...asked])).toEqual(uniqueTexts(sandbox, 'validation', 'test'));
  });

  it('says that there is no key before anything is computed', async () => {
    vi.stubEnv('OPENAI_API_KEY', undefined);
    sandbox.write('remote.yml', asBaseline(server).replace(server.baseUrl, 'https://api.example.invalid/v1'));
    const { result, log } = await train(sandbox, 'remote.yml', 'remote');
    expect(result.error).toMatchObject({
      code: 'PROVIDER_REFUSED',
      message: expect.stringContaining('OPENAI_API_KEY'),
    });
    expect(log.filter(line => line.startsWith('engine'))).toEqual([]);
  });
});

describe('a provider as the base of training', () => {
  const config = (server: FakeProvider, more = '') =>
    fixtureConfig(`${more}gate: [accuracy >= 0.55]`).replace(
      'base: models/tiny',
      `base: { provider: ${options(server)} }`,
    );

  it('trains an adapter over its embeddings, which is saved with how to apply it', async () => {
    const server = await FakeProvider.start();
    const sandbox = fixtureRepository(config(server));
    const { result, exitCode } = await train(sandbox);
    expect(result.error).toBeUndefined();
    expect(exitCode).toBeLessThan(2);
    const texts = uniqueTexts(sandbox, 'train', 'validation', 'test');
    expect(server.texts).toHaveLength(texts.size);
    expect(result.model).toMatchObject({
      base: 'fake-small',
      source: 'provider',
      architecture: 'provider',
      dimensions: 32,
      trainedParameters: 32 * WIDTH + 32,
      weights: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(result.cost).toMatchObject({ textsEncoded: texts.size, tokensEncoded: tokensOf([...texts]) });
    const [baseline] = result.baselines!;
    expect(baseline).toMatchObject({ name: 'base-model', spending: { texts: texts.size } });
    expect(baseline!.evaluation!.metrics.accuracy).toBeCloseTo(
      accuracyAt(sandbox, baseline!.evaluation!.threshold),
      12,
    );

    // The report's accuracy, from nothing but the saved files and the endpoint's embeddings.
    expect(JSON.parse(sandbox.read('out/model/adapter/config.json'))).toMatchObject({
      in_features: WIDTH,
      out_features: 32,
    });
    const tensors = await readSafetensors(sandbox.path('out/model/adapter/model.safetensors'));
    const [weight, bias] = ['linear.weight', 'linear.bias'].map(name => tensors.get(name)!.values);
    const rows = sandbox
      .read('data/test.tsv')
      .trim()
      .split('\n')
      .slice(1)
      .map(row => row.split('\t'));
    const adapted = rows
      .flatMap(row => row.slice(0, 2))
      .flatMap(text => {
        const x = embeddingOf(text);
        return Array.from(bias!, (b, out) =>
          Math.tanh(x.reduce((sum, value, i) => sum + value * weight![out * WIDTH + i]!, b)),
        );
      });
    const even = Int32Array.from(rows.keys(), row => 2 * row);
    const scores = pairScores(
      Float32Array.from(adapted),
      32,
      even,
      even.map(row => row + 1),
    );
    const { threshold, metrics } = result.candidate!;
    const right = rows.filter((row, i) => scores[i]! >= threshold === (row[2] === '1'));
    expect(Math.abs(right.length / rows.length - metrics.accuracy)).toBeLessThanOrEqual(1 / rows.length);
    expect(result.mistakes!.length).toBeGreaterThan(0);
    for (const { line, score } of result.mistakes!) expect(scores[line - 2]).toBeCloseTo(score, 5);
    const card = sandbox.read('out/model/README.md');
    expect(card).toContain('provider.json');
    expect(card).not.toMatch(/SentenceTransformer\(|library_name|model\.onnx/);
    expect(JSON.parse(sandbox.read('out/model/provider.json'))).toMatchObject({
      base_url: server.baseUrl,
      model: 'fake-small',
    });

    const before = server.asked.length;
    const again = await train(sandbox);
    expect(server.asked).toHaveLength(before);
    expect(again.result.candidate).toEqual(result.candidate);
  });

  it('scores retrieval too, and counts its texts into the estimate', async () => {
    const server = await FakeProvider.start();
    const search = `evaluate:\n  retrieval: { queries: q.tsv, corpus: d.tsv, relevance: r.tsv, k: [1, 2] }\n`;
    const sandbox = fixtureRepository(config(server, search));
    sandbox.write('q.tsv', 'id\ttext\nq1\tHow do I cancel my plan?\n');
    sandbox.write('d.tsv', 'id\ttext\nd1\tTo cancel your plan, ask us\nd2\tInvoices are sent by mail\n');
    sandbox.write('r.tsv', 'query-id\tcorpus-id\tscore\nq1\td1\t1\n');
    const { result, log } = await train(sandbox);
    expect(result.retrieval).toMatchObject({ queries: 1, documents: 2 });
    expect(result.retrieval!.baseModel['accuracy@2']).toBe(1);
    const all = uniqueTexts(sandbox, 'train', 'validation', 'test').size + 3;
    expect(log.join('\n')).toContain(`${all} of ${all} texts are to be embedded`);
    expect(server.texts).toHaveLength(all);
  });
});

describe('other commands', () => {
  it('say that a provider is not for them', async () => {
    const server = await FakeProvider.start();
    const sandbox = fixtureRepository(
      fixtureConfig().replace('base: models/tiny', `base: { provider: ${options(server)} }`),
    );
    const given = {
      directory: sandbox.folder,
      config: 'finetune-gate.yml',
      engine: 'auto',
      provider: 'auto',
      requireGpu: false,
      output: 'out',
      signal: new AbortController().signal,
      log: () => {},
      progress: () => {},
      execute: runJob,
    } as const;
    const refused = { code: 'CONFIG_INVALID', message: expect.stringContaining('provider') };
    await expect(runSweep({ ...given, command: 'train' })).rejects.toMatchObject(refused);
    expect(server.asked).toEqual([]);
  });
});

describe('dist/cli.js with a provider', () => {
  const cli = join(root, 'dist', 'cli.js');
  /** Not in one go: this process is the endpoint. */
  function run(sandbox: Sandbox, ...args: string[]): Promise<{ status: number | null; output: string }> {
    return new Promise(resolve => {
      const child = spawn(process.execPath, [cli, ...args], { cwd: sandbox.folder });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (output += data));
      child.on('exit', status => resolve({ status, output }));
    });
  }
  const report = (sandbox: Sandbox, folder: string): Result =>
    JSON.parse(sandbox.read(`${folder}/report.json`));

  it('asks through the supervisor, and the key is in no file and no line', async () => {
    const server = await FakeProvider.start(
      (_, response, request) =>
        (request === 1 && answer(response, {}, 429, { 'retry-after': '0' })) ||
        (request === 2 && answer(response, { error: KEY }, 500)),
    );
    const sandbox = fixtureRepository(asBaseline(server, ', batch_size: 20'));
    sandbox.commit('base');
    const { status, output } = await run(sandbox, 'check', '--base', 'main', '--cache-dir', '.git/cache');
    expect(status, output).toBeLessThan(2);
    const { spending } = report(sandbox, 'finetune-gate-output').baselines![1]!;
    expect(spending).toMatchObject({ requests: server.asked.length, texts: server.texts.length - 40 });
    expect(server.asked.every(({ headers }) => headers.authorization === `Bearer ${KEY}`)).toBe(true);
    expect(output).not.toContain(KEY);
    const files = everyFile(sandbox);
    expect(files.some(({ file }) => file.endsWith('.vectors'))).toBe(true);
    expect(files.filter(({ text }) => text.includes(KEY)).map(({ file }) => file)).toEqual([]);
    const again = await run(sandbox, 'check', '--base', 'main', '--cache-dir', '.git/cache', '--output', 'b');
    expect(again.status).toBe(status);
    expect(report(sandbox, 'b').baselines![1]!.spending).toMatchObject({ requests: 0 });
  });

  it('says what a provider refused, without the key that it echoes', async () => {
    const server = await FakeProvider.start((_, response) =>
      answer(response, { error: { message: `Bad key ${KEY}` } }, 401),
    );
    const sandbox = fixtureRepository(asBaseline(server));
    const { status, output } = await run(sandbox, 'train', '--cache-dir', 'cache');
    expect(status).toBe(4);
    expect(output).toContain('401');
    expect(report(sandbox, 'finetune-gate-output').error?.code).toBe('PROVIDER_REFUSED');
    expect(server.asked).toHaveLength(1);
    expect(output + everyFile(sandbox).map(({ text }) => text)).not.toContain(KEY);
  });

  it('sends no key to where a pull request would like it', async () => {
    const [trusted, evil] = await Promise.all([FakeProvider.start(), FakeProvider.start()]);
    const based = (server: FakeProvider, more = '') =>
      fixtureConfig('gate: [accuracy >= 0.55]').replace(
        'base: models/tiny',
        `base: { provider: ${options(server, more)} }`,
      );
    const sandbox = fixtureRepository(based(trusted, ', max_cost: 0.0001'));
    sandbox.commit('base');
    sandbox.git('checkout', '-q', '-b', 'change');
    for (const moved of [
      based(evil),
      based(trusted, ', key_env: GITHUB_TOKEN'),
      based(trusted).replace('/v1', '/v1/other'),
    ]) {
      sandbox.write('finetune-gate.yml', moved);
      sandbox.commit('move');
      const { status } = await run(sandbox, 'check', '--base', 'main', '--cache-dir', '.git/cache');
      expect(status).toBe(4);
      expect(report(sandbox, 'finetune-gate-output').error?.code).toBe('PROVIDER_UNTRUSTED');
    }
    // It may neither lift the limit nor lower the price.
    sandbox.write(
      'finetune-gate.yml',
      based(trusted, ', max_cost: 1000').replace('tokens: 20,', 'tokens: 0,'),
    );
    sandbox.commit('spend');
    expect((await run(sandbox, 'check', '--base', 'main', '--cache-dir', '.git/cache')).status).toBe(3);
    expect(report(sandbox, 'finetune-gate-output').error?.code).toBe('PROVIDER_BUDGET');
    expect([...trusted.asked, ...evil.asked]).toEqual([]);
  });
});
