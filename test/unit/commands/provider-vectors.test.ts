import { describe, expect, it } from 'vitest';
import type { Services } from '../../../src/commands/embed-exchange.ts';
import { ProviderVectors } from '../../../src/commands/provider-vectors.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import type { ProviderOptions } from '../../../src/model/provider/provider.ts';
import { Sandbox } from '../../sandbox.ts';

const WIDTH = 3;
const vectorOf = (text: string): number[] => [text.length, text.charCodeAt(0), 1];
const TEXTS = Array.from({ length: 10 }, (_, i) => `text ${'x'.repeat(i)}`);

/** A service that answers by itself, and remembers what it was asked for. */
class Asked implements Services {
  readonly requests: string[][] = [];
  /** Of the requests under way, the most at once. */
  most = 0;
  #now = 0;
  before: (request: number) => Promise<void> | void = () => {};
  width = WIDTH;

  async embed(_: string, texts: readonly string[]) {
    const request = this.requests.push([...texts]);
    this.most = Math.max(this.most, ++this.#now);
    try {
      await this.before(request);
      await new Promise(resolve => setTimeout(resolve, 5));
      const vectors = Float32Array.from(texts.flatMap(text => vectorOf(text).slice(0, this.width)));
      return { vectors, dimensions: this.width, tokens: 10 * texts.length, requests: 1 };
    } finally {
      this.#now--;
    }
  }
}

function open(
  own: Partial<ProviderOptions> = {},
  folder?: string,
  services = new Asked(),
  signal = new AbortController().signal,
) {
  const log: string[] = [];
  const provider = {
    base_url: 'https://api.example.com/v1',
    model: 'm',
    key_env: 'KEY',
    batch_size: 2,
    concurrency: 3,
    ...own,
  };
  const emit = (event: { type: string; line?: string }) => event.line !== undefined && log.push(event.line);
  const job = folder === undefined ? {} : { paidDir: folder };
  const vectors = new ProviderVectors({ name: 'p', provider }, job, { emit, signal, services });
  return { vectors, services, log };
}
const matrixOf = (texts: readonly string[]) => Float32Array.from(texts.flatMap(vectorOf));

describe('ProviderVectors', () => {
  it('asks in requests of the size, so many at once after the first, and fills the matrix in order', async () => {
    const { vectors, services } = open();
    const found = await vectors.embed(TEXTS);
    expect(found).toEqual({ embeddings: matrixOf(TEXTS), dimensions: WIDTH, tokens: 100, encoded: 10 });
    expect(services.requests.map(texts => texts.length)).toEqual([2, 2, 2, 2, 2]);
    expect(services.most).toBe(3);
    expect(await vectors.embed([...TEXTS])).toBe(found);
    expect(services.requests).toHaveLength(5);
  });

  it('asks only for what is not kept, whatever the width is and whoever asks', async () => {
    const folder = new Sandbox().folder;
    await open({}, folder).vectors.embed(TEXTS.slice(0, 6));
    const { vectors, services, log } = open({ price_per_million_tokens: 1e6 }, folder);
    expect((await vectors.embed(TEXTS)).embeddings).toEqual(matrixOf(TEXTS));
    expect(services.requests.flat().sort()).toEqual(TEXTS.slice(6).sort());
    expect(vectors.spending).toMatchObject({ texts: 4, textsFound: 6, tokens: 40, cost: 40, requests: 2 });
    expect(log[0]).toContain('4 of 10 texts');
    const other = open({ model: 'other' }, folder);
    await other.vectors.embed(TEXTS);
    expect(other.services.requests.flat()).toHaveLength(10);
    const warm = open({}, folder);
    expect((await warm.vectors.embed(TEXTS)).embeddings).toEqual(matrixOf(TEXTS));
    expect([warm.services.requests, warm.log]).toEqual([[], []]);
  });

  it('keeps what was under way when a request fails, and begins no other', async () => {
    const folder = new Sandbox().folder;
    const services = new Asked();
    services.before = request => {
      if (request === 2) throw new FinetuneGateError('PROVIDER_FAILED', 'no');
    };
    const { vectors } = open({}, folder, services);
    await expect(vectors.embed(TEXTS)).rejects.toMatchObject({ code: 'PROVIDER_FAILED' });
    // The first alone, then three at once, of which one failed.
    expect(services.requests).toHaveLength(4);
    const again = open({}, folder);
    await again.vectors.embed(TEXTS);
    const lost = [...services.requests[1]!, ...TEXTS.slice(8)];
    expect(again.services.requests.flat().sort()).toEqual(lost.sort());
  });

  it('keeps what came before it was interrupted', async () => {
    const folder = new Sandbox().folder;
    const abort = new AbortController();
    const services = new Asked();
    services.before = request => {
      if (request === 3) abort.abort();
    };
    const { vectors } = open({ concurrency: 1 }, folder, services, abort.signal);
    await expect(vectors.embed(TEXTS)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const again = open({}, folder);
    await again.vectors.embed(TEXTS);
    expect(again.services.requests.flat().sort()).toEqual(TEXTS.slice(6).sort());
  });

  it('refuses before the first request what the estimate puts above the limit, later texts included', async () => {
    // Every text here is estimated at two tokens or more, at a price of one each.
    const own = { price_per_million_tokens: 1e6, max_cost: 15 };
    const dear = open(own);
    await expect(dear.vectors.embed(TEXTS)).rejects.toMatchObject({ code: 'PROVIDER_BUDGET' });
    await expect(dear.vectors.embed(['a'], { later: TEXTS })).rejects.toMatchObject({
      code: 'PROVIDER_BUDGET',
    });
    expect(dear.services.requests).toEqual([]);
    await dear.vectors.embed(['a', 'b']);
    // Twenty tokens are spent by the endpoint's count.
    await expect(dear.vectors.embed(['c'])).rejects.toMatchObject({ code: 'PROVIDER_BUDGET' });
  });

  it('refuses an answer of another width than what is kept', async () => {
    const folder = new Sandbox().folder;
    await open({}, folder).vectors.embed(TEXTS.slice(0, 2));
    const services = new Asked();
    services.width = 2;
    const failed = open({}, folder, services).vectors.embed(TEXTS);
    await expect(failed).rejects.toMatchObject({
      code: 'PROVIDER_FAILED',
      message: expect.stringContaining('2 dimensions, and 3 before'),
    });
  });

  it('ends between requests when time is up', async () => {
    const { vectors, services } = open({ concurrency: 1 });
    const late = new FinetuneGateError('BUDGET_EXCEEDED', 'late');
    const onProgress = (done: number) => {
      if (done >= 4) throw late;
    };
    await expect(vectors.embed(TEXTS, { onProgress })).rejects.toBe(late);
    expect(services.requests).toHaveLength(2);
  });

  it('works without a folder that can be written', async () => {
    const sandbox = new Sandbox();
    sandbox.write('file', '');
    const { vectors, log } = open({}, sandbox.path('file'));
    expect((await vectors.embed(TEXTS)).embeddings).toEqual(matrixOf(TEXTS));
    expect(log.join('\n')).toContain('cannot be kept');
  });
});
