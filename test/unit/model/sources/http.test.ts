import { describe, expect, it } from 'vitest';
import { get, type Http } from '../../../../src/model/sources/http.ts';
import { retryAfterOf, TransientFault } from '../../../../src/model/sources/patience.ts';
import { IMPATIENT, serve } from './hub-server.ts';

const http = (origin?: string): Http => ({
  patience: IMPATIENT,
  signal: new AbortController().signal,
  log: () => {},
  ...(origin !== undefined && { credentials: { origin, token: 'hf_secret' } }),
});
const bodyOf = async (url: string, using: Http): Promise<string> => {
  let text = '';
  for await (const chunk of (await get(url, 'it', using)).chunks) text += Buffer.from(chunk).toString();
  return text;
};

describe('get', () => {
  it('sends the token to the hub, and never to where the hub redirects', async () => {
    const store = await serve((_, response) => response.end('content'));
    const hub = await serve((_, response) =>
      response.writeHead(302, { location: `${store.origin}/blob` }).end(),
    );
    expect(await bodyOf(`${hub.origin}/file`, http(hub.origin))).toBe('content');
    expect(hub.seen[0]?.headers.authorization).toBe('Bearer hf_secret');
    expect(store.seen[0]?.headers).not.toHaveProperty('authorization');
    expect(JSON.stringify(store.seen)).not.toContain('hf_secret');
  });

  it('sends the token along a redirect that stays on the hub', async () => {
    const hub = await serve((request, response) =>
      request.path === '/old' ? response.writeHead(307, { location: '/new' }).end() : response.end('moved'),
    );
    expect(await bodyOf(`${hub.origin}/old`, http(hub.origin))).toBe('moved');
    expect(hub.seen[1]?.headers.authorization).toBe('Bearer hf_secret');
  });

  it('sends no token to a host that only looks like the hub', async () => {
    const other = await serve((_, response) => response.end('x'));
    await bodyOf(`${other.origin}/file`, http('http://127.0.0.1:1'));
    expect(other.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it('follows no circle, and nothing that is no address of the web', async () => {
    const circle = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(get(`${circle.origin}/`, 'it', http())).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('circles'),
    });
    expect(circle.seen.length).toBeLessThan(10);
    for (const location of ['file:///etc/passwd', 'data:text/plain,x', 'http://[', '']) {
      const server = await serve((_, response) => response.writeHead(302, { location }).end());
      await expect(get(`${server.origin}/`, 'it', http()), location).rejects.toThrow();
      expect(server.seen.length, location).toBeLessThan(10);
    }
  });

  it('tells what may pass from what will not', async () => {
    const refused = await serve((_, response) => response.writeHead(403).end('hf_secret is not allowed'));
    const error = await get(`${refused.origin}/`, 'it', http(refused.origin)).catch(thrown => thrown);
    expect(error).toMatchObject({ code: 'DOWNLOAD_DENIED' });
    expect(JSON.stringify(error) + error.message).not.toContain('hf_secret');
    const closed = await serve((_, response) => response.destroy());
    await expect(get(`${closed.origin}/`, 'it', http())).rejects.toBeInstanceOf(TransientFault);
  });
});

describe('retryAfterOf', () => {
  const now = Date.parse('2020-01-01T00:00:00Z');
  it.each([
    ['3', 3000],
    [' 0 ', 0],
    ['Wed, 01 Jan 2020 00:00:05 GMT', 5000],
    ['Tue, 31 Dec 2019 00:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is %j', (header, milliseconds) => {
    expect(retryAfterOf(header, now)).toBe(milliseconds);
  });
});
