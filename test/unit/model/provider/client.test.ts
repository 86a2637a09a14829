import { describe, expect, it } from 'vitest';
import { PROVIDER_PATIENCE, ProviderClient } from '../../../../src/model/provider/client.ts';
import type { ProviderOptions } from '../../../../src/model/provider/provider.ts';
import {
  type AskedFor,
  answer,
  answerTo,
  embeddingOf,
  FakeProvider,
  KEY,
  type Misbehaviour,
  tokensOf,
  WIDTH,
} from '../../../provider-server.ts';

/** Waits of milliseconds, so that a test of several tries takes less than a second. */
const IMPATIENT = { ...PROVIDER_PATIENCE, stall: 700, attempts: 4, first: 5, longest: 20, asked: 2_500 };
const TEXTS = ['How do I reset my password?', 'Where is my invoice?', 'Grüße – 你好'];

async function ask(misbehaviour: Misbehaviour, own: Partial<ProviderOptions> = {}, patience = IMPATIENT) {
  const server = await FakeProvider.start(misbehaviour);
  const log: string[] = [];
  const client = clientOf(server, own, log, patience);
  const started = performance.now();
  const outcome = await client.embed(TEXTS, new AbortController().signal).catch(thrown => thrown);
  const everything = JSON.stringify([
    outcome,
    outcome.message,
    outcome.remedy,
    outcome.details,
    `${outcome.stack}`,
    log,
  ]);
  // Whatever happens, the key is nowhere.
  expect(everything).not.toContain(KEY);
  expect(everything).not.toContain(KEY.slice(0, 10));
  return { outcome, server, log, milliseconds: performance.now() - started };
}

function clientOf(
  server: FakeProvider,
  own: Partial<ProviderOptions>,
  log: string[] = [],
  patience = IMPATIENT,
) {
  const options = {
    base_url: server.baseUrl,
    model: 'm',
    key_env: 'KEY',
    batch_size: 256,
    concurrency: 4,
    ...own,
  };
  return new ProviderClient(options, { key: KEY, log: line => log.push(line), patience });
}

const vectorsOf = (texts: readonly string[], dimensions = WIDTH) =>
  Float32Array.from(texts.flatMap(text => embeddingOf(text, dimensions)));

describe('ProviderClient', () => {
  it('asks as the API wants it, and gives the embeddings in the order of the texts', async () => {
    const { outcome, server } = await ask(() => false);
    expect(outcome).toEqual({
      vectors: vectorsOf(TEXTS),
      dimensions: WIDTH,
      tokens: tokensOf(TEXTS),
      requests: 1,
    });
    const [asked] = server.asked as [AskedFor];
    expect(asked.path).toBe('/v1/embeddings');
    expect(asked.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(asked.body).toEqual({ model: 'm', input: TEXTS, encoding_format: 'base64' });
  });

  it('asks for the dimensions that are configured', async () => {
    const { outcome, server } = await ask(() => false, { dimensions: 7 });
    expect(outcome.vectors).toEqual(vectorsOf(TEXTS, 7));
    expect(server.asked[0]?.body.dimensions).toBe(7);
  });

  it('takes lists of numbers, also of an endpoint that refuses to be asked for base64', async () => {
    const floats = await ask((asked, response) =>
      answer(response, answerTo({ ...asked, body: { ...asked.body, encoding_format: 'float' } })),
    );
    expect(floats.outcome.vectors).toEqual(vectorsOf(TEXTS));
    const { outcome, server } = await ask(
      (asked, response) =>
        asked.body.encoding_format === 'base64' &&
        answer(response, { error: { message: 'encoding_format must be float' } }, 400),
    );
    expect(outcome).toMatchObject({ vectors: vectorsOf(TEXTS), requests: 2 });
    expect(server.asked.map(({ body }) => body.encoding_format)).toEqual(['base64', 'float']);
  });

  it('puts shuffled embeddings in order by their index', async () => {
    const { outcome } = await ask((asked, response) => {
      const { data, ...rest } = answerTo(asked);
      return answer(response, { ...rest, data: data.reverse() });
    });
    expect(outcome.vectors).toEqual(vectorsOf(TEXTS));
  });

  it('sends whole characters, and a space for an empty text', async () => {
    const server = await FakeProvider.start();
    await clientOf(server, {}).embed(['', 'a\ud800b', '😀'], new AbortController().signal);
    expect(server.texts).toEqual([' ', 'a\ufffdb', '😀']);
  });

  it.each([401, 403])('gives up at once at %i, and repeats nothing of what the server says', async status => {
    const { outcome, server } = await ask((_, response) =>
      answer(response, { error: { message: `Incorrect API key provided: ${KEY}` } }, status),
    );
    expect(outcome).toMatchObject({
      code: 'PROVIDER_REFUSED',
      message: expect.stringContaining(`${status}`),
    });
    expect(outcome.remedy).toContain('key_env');
    expect(server.asked).toHaveLength(1);
  });

  it('gives up at once when the account has nothing left, though that is a 429', async () => {
    const { outcome, server } = await ask((_, response) =>
      answer(response, { error: { code: 'insufficient_quota', message: 'You exceeded your quota' } }, 429),
    );
    expect(outcome.code).toBe('PROVIDER_REFUSED');
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ['in seconds', () => '1', 990],
    ['as a date', () => new Date(Date.now() + 2000).toUTCString(), 900],
  ])('waits for as long as a 429 asks, %s', async (_, retryAfter, least) => {
    const { outcome, server, milliseconds, log } = await ask(
      (_asked, response, request) =>
        request === 1 && answer(response, {}, 429, { 'retry-after': retryAfter() }),
    );
    expect(outcome).toMatchObject({ dimensions: WIDTH, requests: 2 });
    expect(server.asked).toHaveLength(2);
    expect(milliseconds).toBeGreaterThanOrEqual(least);
    expect(log.join()).toContain('429');
  });

  it('holds back all requests while one was asked to wait', async () => {
    const times: number[] = [];
    const server = await FakeProvider.start((_, response, request) => {
      times.push(performance.now());
      return request === 1 && answer(response, {}, 429, { 'retry-after': '1' });
    });
    const client = clientOf(server, {});
    const { signal } = new AbortController();
    const first = client.embed(['a'], signal);
    await expect.poll(() => server.asked.length).toBe(1);
    await new Promise(resolve => setTimeout(resolve, 100));
    await Promise.all([first, client.embed(['b'], signal)]);
    expect(times[1]! - times[0]!).toBeGreaterThan(900);
  });

  it('does not wait for longer than it is willing to', async () => {
    const { outcome, server } = await ask((_, response) =>
      answer(response, {}, 429, { 'retry-after': '3600' }),
    );
    expect(outcome.code).toBe('PROVIDER_FAILED');
    expect(server.asked).toHaveLength(1);
  });

  it('tries again after a 500 and a connection that breaks, so many times and no more', async () => {
    const broken = await ask((_, response, request) => {
      if (request === 1) return answer(response, 'oops', 500);
      if (request === 2) return response.destroy() !== undefined;
      return false;
    });
    expect(broken.outcome).toMatchObject({ vectors: vectorsOf(TEXTS), requests: 3 });
    const dead = await ask((_, response) => answer(response, KEY, 503));
    expect(dead.outcome).toMatchObject({ code: 'PROVIDER_FAILED', message: expect.stringContaining('503') });
    expect(dead.server.asked).toHaveLength(IMPATIENT.attempts);
  });

  it('begins no further try when the time for all of them is over', async () => {
    const { outcome, server } = await ask(
      (_, response) => answer(response, '', 500),
      {},
      {
        ...IMPATIENT,
        total: 0,
      },
    );
    expect(outcome.code).toBe('PROVIDER_FAILED');
    expect(server.asked).toHaveLength(1);
  });

  it('waits no longer than its time for an answer that hangs, before or within its body', async () => {
    const patience = { ...IMPATIENT, stall: 150, attempts: 2 };
    const silent = await ask(() => true, {}, patience);
    expect(silent.outcome).toMatchObject({
      code: 'PROVIDER_FAILED',
      message: expect.stringContaining('within'),
    });
    const stalled = await ask((_, response) => response.writeHead(200).write('{"data": ['), {}, patience);
    expect(stalled.outcome.code).toBe('PROVIDER_FAILED');
    expect(stalled.server.asked).toHaveLength(2);
  });

  it('ends when it is interrupted', async () => {
    const server = await FakeProvider.start(() => true);
    const abort = new AbortController();
    const asked = clientOf(server, {}).embed(TEXTS, abort.signal);
    setTimeout(() => abort.abort(), 50);
    await expect(asked).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  const spoiled = (spoil: (body: ReturnType<typeof answerTo>) => unknown): Misbehaviour => {
    return (asked, response) =>
      answer(
        response,
        spoil(answerTo({ ...asked, body: { ...asked.body, encoding_format: 'float' } })) as string,
      );
  };
  const first = (embedding: unknown) =>
    spoiled(body => ({ ...body, data: [{ ...body.data[0], embedding }, ...body.data.slice(1)] }));
  const vector = embeddingOf('a');
  it.each<[string, Misbehaviour, string]>([
    [
      'fewer embeddings than texts',
      spoiled(body => ({ ...body, data: body.data.slice(1) })),
      '2 embeddings for 3 texts',
    ],
    [
      'more embeddings than texts',
      spoiled(body => ({ ...body, data: [...body.data, body.data[0]] })),
      '4 embeddings for 3',
    ],
    [
      'an index twice',
      spoiled(body => ({ ...body, data: body.data.map(one => ({ ...one, index: 1 })) })),
      'two embeddings',
    ],
    [
      'an index of no text',
      spoiled(body => ({ ...body, data: body.data.map(one => ({ ...one, index: 9 })) })),
      'index',
    ],
    ['embeddings of several widths', first(vector.slice(1)), 'dimensions'],
    ['NaN, which JSON writes as null', first([null, ...vector.slice(1)]), 'no number'],
    [
      'infinity',
      (asked, response) =>
        answer(
          response,
          JSON.stringify(answerTo({ ...asked, body: { ...asked.body, encoding_format: 'float' } })).replace(
            /\[-?[\d.e-]+,/,
            '[1e999,',
          ),
        ),
      'not finite',
    ],
    ['more than a float holds', first([1e39, ...vector.slice(1)]), 'not finite'],
    [
      'NaN in base64',
      first(Buffer.from(Float32Array.of(Number.NaN, 1).buffer).toString('base64')),
      'dimensions|finite',
    ],
    ['half a float in base64', first('AAAAAAA='), 'base64'],
    ['zeros', first(vector.map(() => 0)), 'zeros'],
    ['texts for numbers', first(vector.map(String)), 'no number'],
    ['no embedding', first(undefined), 'without an embedding'],
    ['no list', spoiled(() => ({ data: 'none' })), 'without a list'],
    ['null', spoiled(() => 'null'), 'without a list'],
    ['no JSON', spoiled(() => '<html>'), 'no JSON'],
    ['JSON nested without end', spoiled(() => '['.repeat(200_000)), 'no JSON'],
  ])('refuses %s, without asking again', async (_, misbehaviour, said) => {
    const { outcome, server } = await ask(misbehaviour);
    expect(outcome).toMatchObject({ code: 'PROVIDER_FAILED', message: expect.stringMatching(said) });
    expect(server.asked).toHaveLength(1);
  });

  it('refuses other dimensions than it asked for', async () => {
    const { outcome } = await ask(
      (asked, response) => answer(response, answerTo({ ...asked, body: { ...asked.body, dimensions: 8 } })),
      { dimensions: 16 },
    );
    expect(outcome).toMatchObject({
      code: 'PROVIDER_FAILED',
      message: expect.stringContaining('8 dimensions where 16'),
    });
  });

  it('reads no endless answer, and keeps none of it', async () => {
    let written = 0;
    const { outcome } = await ask(
      (_, response) => {
        response.writeHead(200);
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536, 32))) written += 65_536;
        };
        response.on('drain', more);
        more();
        return true;
      },
      { dimensions: 8 },
    );
    expect(outcome).toMatchObject({ code: 'PROVIDER_FAILED', message: expect.stringContaining('more than') });
    expect(written).toBeLessThan(2 ** 25);
  });

  it('sends the key along no redirect, to whatever host', async () => {
    const elsewhere = await FakeProvider.start();
    for (const status of [301, 302, 307, 308]) {
      const { outcome } = await ask((_, response) =>
        answer(response, '', status, { location: `${elsewhere.origin}/v1/embeddings` }),
      );
      expect(outcome).toMatchObject({
        code: 'PROVIDER_FAILED',
        message: expect.stringContaining('redirects'),
      });
    }
    expect(elsewhere.asked).toEqual([]);
  });

  it('repeats what a 400 says, unless that has a piece of the key', async () => {
    const said = await ask((_, response) =>
      answer(response, { error: { message: "This model's maximum context length is 8192\ntokens" } }, 400),
    );
    expect(said.outcome).toMatchObject({
      code: 'PROVIDER_FAILED',
      message: "The embedding provider answered 400: This model's maximum context length is 8192 tokens",
      remedy: expect.stringContaining('27 characters'),
    });
    expect(said.server.asked).toHaveLength(1);
    for (const echo of [
      KEY,
      `Bearer ${KEY.slice(4, 14)}…`,
      Buffer.from(KEY).toString('base64'),
      KEY.toUpperCase(),
    ]) {
      const { outcome } = await ask((_, response) =>
        answer(response, { error: { message: `No ${echo}` } }, 400),
      );
      expect(outcome.message).toBe('The embedding provider answered 400.');
    }
  });

  it('asks without a key only what is on this machine', async () => {
    const context = { key: undefined, log: () => {}, patience: IMPATIENT };
    const options = { model: 'm', key_env: 'SOME_KEY', batch_size: 1, concurrency: 1 };
    const server = await FakeProvider.start();
    const local = new ProviderClient({ ...options, base_url: server.baseUrl }, context);
    await local.embed(['a'], new AbortController().signal);
    expect(server.asked[0]?.headers).not.toHaveProperty('authorization');
    const remote = new ProviderClient({ ...options, base_url: 'https://api.example.invalid/v1' }, context);
    await expect(remote.embed(['a'], new AbortController().signal)).rejects.toMatchObject({
      code: 'PROVIDER_REFUSED',
      message: expect.stringContaining('SOME_KEY'),
    });
  });

  it('makes no request that might pass the limit, by what the endpoint counts', async () => {
    // Each word here is a thousand tokens, and so are the estimates far too low.
    const server = await FakeProvider.start((asked, response) => {
      const body = answerTo(asked);
      return answer(response, { ...body, usage: { total_tokens: body.usage.total_tokens * 1000 } });
    });
    const limited = clientOf(server, { price_per_million_tokens: 1000, max_cost: 2.5 });
    const { signal } = new AbortController();
    expect((await limited.embed(['one'], signal)).tokens).toBe(1000);
    await limited.embed(['two'], signal);
    await expect(limited.embed(['six'], signal)).rejects.toMatchObject({ code: 'PROVIDER_BUDGET' });
    expect(server.asked).toHaveLength(2);
    const free = clientOf(server, { price_per_million_tokens: 1000 });
    for (let i = 0; i < 4; i++) await free.embed(['one'], signal);
    expect(server.asked).toHaveLength(6);
  });

  it('counts what is under way against the limit', async () => {
    const server = await FakeProvider.start();
    // An estimate of 34 tokens a request: two fit, three do not.
    const limited = clientOf(server, { price_per_million_tokens: 1e6, max_cost: 70 });
    const { signal } = new AbortController();
    const settled = await Promise.allSettled(
      ['a', 'b', 'c'].map(letter => limited.embed([letter.repeat(100)], signal)),
    );
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(server.asked).toHaveLength(2);
  });
});
