import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { GitHubReleases } from '../../../src/publish/github-client.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Another origin for each, on loopback. */
async function serve(answer: (request: IncomingMessage) => { location?: string; json?: unknown }) {
  const asked: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers);
    const { location, json } = answer(request);
    if (location === undefined) response.end(JSON.stringify(json ?? []));
    else response.writeHead(307, { location }).end();
    request.resume();
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('the token of releases', () => {
  const clientOf = (api: string) =>
    new GitHubReleases({
      ...{ api, token: 'ghs_secret', repository: 'acme/search', requestMs: 10_000 },
      signal: AbortSignal.timeout(30_000),
    });

  it('does not follow a redirect to another host', async () => {
    const other = await serve(() => ({}));
    const api = await serve(() => ({ location: `${other.url}/elsewhere` }));
    const client = clientOf(api.url);
    expect(await client.ofTag('v1')).toEqual([]);
    await client.deleteRelease(1);
    await client.update(1, { draft: false });
    await client.hash(1).catch(() => {});
    expect(api.asked.map(({ authorization }) => authorization)).toEqual(Array(4).fill('Bearer ghs_secret'));
    expect(other.asked.length).toBeGreaterThan(2);
    for (const { authorization } of other.asked) expect(authorization).toBeUndefined();
  });

  it('goes to no upload address of another kind than the API’s', async () => {
    const release = { id: 1, tag: 'v1', draft: true, immutable: false, commitish: 'main', body: '', url: '' };
    const uploadUrl = 'ftp://127.0.0.1/upload{?name,label}';
    await expect(
      clientOf('https://127.0.0.1:1').upload(
        { ...release, uploadUrl: 'http://127.0.0.1:1/x' },
        'a',
        new Blob([]),
      ),
    ).rejects.toMatchObject({ code: 'RELEASE_FAILED' });
    await expect(
      clientOf('https://127.0.0.1:1').upload({ ...release, uploadUrl }, 'a', new Blob([])),
    ).rejects.toMatchObject({ code: 'RELEASE_FAILED' });
  });
});
