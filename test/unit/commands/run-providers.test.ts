import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCheck } from '../../../src/commands/check.ts';
import type { CheckOptions } from '../../../src/commands/check-options.ts';
import { providerServices } from '../../../src/commands/provider-services.ts';
import { FakeProvider, KEY } from '../../provider-server.ts';
import { fixtureConfig, fixtureRepository, Sandbox } from '../../sandbox.ts';

afterEach(() => vi.unstubAllEnvs());

const configOf = (server: FakeProvider) =>
  fixtureConfig(`baseline: { provider: { base_url: "${server.baseUrl}", model: m } }`);

async function codeOf(options: Partial<CheckOptions>, server: FakeProvider, base?: FakeProvider) {
  vi.stubEnv('OPENAI_API_KEY', KEY);
  const sandbox = fixtureRepository(configOf(base ?? server));
  sandbox.commit('base');
  sandbox.git('checkout', '-q', '-b', 'change');
  sandbox.write('finetune-gate.yml', configOf(server));
  const jobs: unknown[] = [];
  const secrets: string[] = [];
  const { result } = await runCheck({
    command: 'check',
    directory: sandbox.folder,
    config: 'finetune-gate.yml',
    engine: 'auto',
    provider: 'auto',
    requireGpu: false,
    output: 'out',
    modelCache: new Sandbox().path('models'),
    signal: new AbortController().signal,
    log: () => {},
    progress: () => {},
    onSecret: secret => secrets.push(secret),
    execute: async (job, _emit, signal, services) => {
      jobs.push(job);
      await services?.embed('m', ['text'], signal);
      throw new Error('far enough');
    },
    ...options,
  });
  return { code: result.error?.code, message: result.error?.message, jobs, secrets };
}

describe('the providers of a run', () => {
  it('have their keys masked and asked with, and told to no job', async () => {
    const server = await FakeProvider.start();
    const { message, jobs, secrets } = await codeOf({ command: 'train' }, server);
    expect(message).toBe('far enough');
    expect(secrets).toEqual([KEY]);
    expect(server.asked[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(jobs[0]).toMatchObject({ providers: [{ name: 'm', provider: { model: 'm' } }] });
    expect((jobs[0] as { paidDir: string }).paidDir).toMatch(/finetune-gate-test-\w+[/\\]vectors$/);
    expect(JSON.stringify(jobs)).not.toContain(KEY);
  });

  it('are those of the base branch also where a pull request is only trained on', async () => {
    const [known, evil] = await Promise.all([FakeProvider.start(), FakeProvider.start()]);
    expect((await codeOf({ command: 'train', baseRef: 'main' }, known)).message).toBe('far enough');
    const moved = await codeOf({ command: 'train', baseRef: 'main' }, evil, known);
    expect(moved).toMatchObject({ code: 'PROVIDER_UNTRUSTED', jobs: [], secrets: [] });
    expect(evil.asked).toEqual([]);
  });

  it('are the base branch’s baselines in a check, whatever the change says', async () => {
    const [known, evil] = await Promise.all([FakeProvider.start(), FakeProvider.start()]);
    expect((await codeOf({ baseRef: 'main' }, evil, known)).message).toBe('far enough');
    expect([known.asked.length, evil.asked.length]).toEqual([1, 0]);
  });

  it('are refused to files of another repository without a base branch', async () => {
    const server = await FakeProvider.start();
    for (const command of ['check', 'train'] as const) {
      expect((await codeOf({ command, foreign: true }, server)).code).toBe('PROVIDER_UNTRUSTED');
    }
    expect(server.asked).toEqual([]);
  });
});

describe('providerServices', () => {
  const named = (key_env: string) => ({
    name: 'p',
    provider: { base_url: 'https://api.example.com/v1', model: 'm', key_env, batch_size: 1, concurrency: 1 },
  });

  it.each(['two\nlines', 'sm\u00f6rg\u00e5s', 'a b'])('refuses the key %j without quoting it', key => {
    const open = () => providerServices([named('SOME_KEY')], { env: { SOME_KEY: key }, log: () => {} });
    expect(open).toThrow(
      expect.objectContaining({ code: 'PROVIDER_REFUSED', message: 'SOME_KEY holds no key.' }),
    );
  });

  it('misses a key only when it is asked for something', async () => {
    const services = providerServices([named('SOME_KEY')], { env: {}, log: () => {} });
    const asked = services.embed('p', ['a'], new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' });
    const other = services.embed('q', ['a'], new AbortController().signal);
    await expect(other).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
