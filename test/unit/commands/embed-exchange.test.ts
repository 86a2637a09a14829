import { describe, expect, it } from 'vitest';
import { EmbedExchange, type EmbedRequest, type Services } from '../../../src/commands/embed-exchange.ts';
import { inWorker } from '../../../src/commands/supervise.ts';
import type { EncodeJob } from '../../../src/commands/text-jobs.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { Sandbox } from '../../sandbox.ts';

const embedded = (value: number) => ({
  vectors: Float32Array.of(value),
  dimensions: 1,
  tokens: 1,
  requests: 1,
});
const { signal } = new AbortController();

describe('EmbedExchange', () => {
  it('gives each request its own reply, in whatever order they come', async () => {
    const sent: EmbedRequest[] = [];
    const exchange = new EmbedExchange(request => sent.push(request));
    const both = Promise.allSettled(['a', 'b'].map(text => exchange.embed('p', [text], signal)));
    expect(sent.map(({ texts }) => texts)).toEqual([['a'], ['b']]);
    const [a, b] = sent as [EmbedRequest, EmbedRequest];
    exchange.settle({
      type: 'embed-error',
      id: b.id,
      error: { code: 'PROVIDER_FAILED', message: 'm', remedy: 'r', details: [] },
    });
    exchange.settle({ type: 'vectors', id: a.id, embedded: embedded(1) });
    exchange.settle({ type: 'vectors', id: 99, embedded: embedded(2) });
    expect(await both).toMatchObject([
      { status: 'fulfilled', value: embedded(1) },
      { status: 'rejected', reason: { code: 'PROVIDER_FAILED', remedy: 'r' } },
    ]);
  });
});

describe('a worker that asks its supervisor', () => {
  const sandbox = new Sandbox();
  const job: EncodeJob = {
    kind: 'encode',
    model: 'm',
    input: 'i',
    output: 'o',
    engine: { engine: 'reference', provider: 'auto', requireGpu: false },
  };
  sandbox.write(
    'ask.mjs',
    `process.on('message', message => {
      if (message.type === 'start') process.send({ type: 'embed', id: 7, provider: 'p', texts: ['a', 'b'] });
      else process.send({ type: 'report', report: { message, env: Object.keys(process.env) } }, () => process.exit(0));
    });`,
  );
  const asked = (services?: Services) =>
    inWorker(sandbox.path('ask.mjs'))(job, () => {}, signal, services) as Promise<unknown>;

  it('is given the embeddings with their floats whole, and no key', async () => {
    process.env.OPENAI_API_KEY = 'secret';
    const embed: Services['embed'] = async (provider, texts) => {
      expect([provider, texts]).toEqual(['p', ['a', 'b']]);
      return embedded(Math.fround(0.1));
    };
    const report = await asked({ embed }).finally(() => delete process.env.OPENAI_API_KEY);
    expect(report).toMatchObject({
      message: { type: 'vectors', id: 7, embedded: embedded(Math.fround(0.1)) },
    });
    expect((report as { env: string[] }).env).not.toContain('OPENAI_API_KEY');
  });

  it('is given the error, with its code', async () => {
    const embed = () => Promise.reject(new FinetuneGateError('PROVIDER_BUDGET', 'dear'));
    expect(await asked({ embed })).toMatchObject({
      message: { type: 'embed-error', id: 7, error: { code: 'PROVIDER_BUDGET', message: 'dear' } },
    });
    expect(await asked()).toMatchObject({ message: { error: { code: 'INTERNAL' } } });
  });

  it('ends what was asked for when it is gone', async () => {
    sandbox.write(
      'gone.mjs',
      `process.on('message', () => process.send({ type: 'embed', id: 1, provider: 'p', texts: ['a'] }, () => process.exit(3)));`,
    );
    let ended = false;
    const embed: Services['embed'] = (_, __, until) =>
      new Promise((_resolve, reject) => {
        until.addEventListener('abort', () => {
          ended = true;
          reject(new FinetuneGateError('INTERRUPTED', 'gone'));
        });
      });
    const run = inWorker(sandbox.path('gone.mjs'))(job, () => {}, signal, { embed });
    await expect(run).rejects.toMatchObject({ code: 'WORKER_DIED' });
    expect(ended).toBe(true);
  });
});
