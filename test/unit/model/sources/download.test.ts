import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Download, download, type OnBytes } from '../../../../src/model/sources/download.ts';
import type { Http } from '../../../../src/model/sources/http.ts';
import { temporaryFolder } from '../tiny.ts';
import { gitBlob, IMPATIENT, type Seen, sendFile, serve, sha256 } from './hub-server.ts';

const CONTENT = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7 + (i >> 8)) & 255));
const DIGEST = { algorithm: 'sha256', hex: sha256(CONTENT) } as const;

type Answer = (request: Seen, response: ServerResponse) => void;
const whole: Answer = (request, response) => sendFile(request, response, CONTENT);
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(code, headers).end('a page for people');
describe('download', () => {
  let to: string;
  /** Breaks off once the part has so many bytes: what is on its way when a connection breaks is lost. */
  const breakOff = (response: ServerResponse, bytes: number, patience = 1_000): void => {
    const here = statSync(`${to}.part`, { throwIfNoEntry: false })?.size ?? 0;
    if (here >= bytes || patience === 0) response.destroy();
    else setTimeout(() => breakOff(response, bytes, patience - 1), 5);
  };
  /** Sends what is asked for, but breaks off after `bytes`. */
  const truncated =
    (bytes: number): Answer =>
    (request, response) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, {
        etag: `"${sha256(CONTENT)}"`,
        'content-length': CONTENT.length - from,
        ...(from > 0 && { 'content-range': `bytes ${from}-${CONTENT.length - 1}/${CONTENT.length}` }),
      });
      const end = Math.min(CONTENT.length, from + bytes);
      response.write(CONTENT.subarray(from, end), () => end < CONTENT.length && breakOff(response, end));
    };
  let log: string[];
  let seen: Seen[];
  let http: Http;
  let abort: AbortController;

  beforeEach(async () => {
    to = path.join(await temporaryFolder(), 'deep', 'model.safetensors');
    [log, abort] = [[], new AbortController()];
    http = { patience: IMPATIENT, signal: abort.signal, log: line => log.push(line) };
  });

  /** Downloads from a server that gives these answers in turn, the last of them again and again. */
  const fetchFrom = async (answers: Answer[], file: Partial<Download> = {}, onBytes: OnBytes = () => {}) => {
    let turn = 0;
    const server = await serve((request, response) =>
      answers[Math.min(turn++, answers.length - 1)]!(request, response),
    );
    seen = server.seen;
    const url = `${server.origin}/model.safetensors`;
    const defaults = { url, what: 'the model', to, size: CONTENT.length, digest: DIGEST, maxBytes: 2 ** 20 };
    const { size, digest, ...rest } = { ...defaults, ...file };
    await download(
      { ...rest, ...(size !== undefined && { size }), ...(digest && { digest }) },
      http,
      onBytes,
    );
  };
  const ranges = () => seen.map(({ headers }) => headers.range);
  const isWhole = () => {
    expect(readFileSync(to).equals(CONTENT)).toBe(true);
    expect(readdirSync(path.dirname(to))).toEqual(['model.safetensors']);
  };

  it('puts a file into place, and does not fetch it again', async () => {
    await fetchFrom([whole]);
    isWhole();
    await fetchFrom([status(500)]);
    expect(seen).toEqual([]);
  });

  it('replaces what is already there when it has another hash', async () => {
    await fetchFrom([whole]);
    writeFileSync(to, 'something else');
    await fetchFrom([whole]);
    isWhole();
  });

  it('checks the id that git gives a small file', async () => {
    await fetchFrom([whole], { digest: { algorithm: 'git-blob', hex: gitBlob(CONTENT) } });
    isWhole();
    const wrong = { algorithm: 'git-blob', hex: 'b'.repeat(40) } as const;
    await expect(fetchFrom([whole], { digest: wrong })).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
  });

  it.each([408, 429, 500, 502, 503, 504])('tries again after %i', async code => {
    await fetchFrom([status(code), status(code), whole]);
    isWhole();
    expect(seen).toHaveLength(3);
    expect(log[0]).toContain(`answered ${code}`);
  });

  it('waits as long as the server asks, and no longer than is sensible', async () => {
    const started = performance.now();
    await fetchFrom([status(429, { 'retry-after': '1' }), whole]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(log[0]).toContain('in 1 s');
    const other = fetchFrom([status(503, { 'retry-after': '86400' }), whole], { to: `${to}2` });
    await expect(other).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(seen).toHaveLength(1);
  });

  it('gives up after a bounded number of tries', async () => {
    await expect(fetchFrom([status(500)])).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(seen).toHaveLength(IMPATIENT.attempts);
  });

  it.each([
    [401, 'DOWNLOAD_DENIED'],
    [403, 'DOWNLOAD_DENIED'],
    [404, 'MODEL_NOT_FOUND'],
    [410, 'MODEL_NOT_FOUND'],
    [400, 'DOWNLOAD_FAILED'],
  ])('does not try again after %i', async (code, error) => {
    const answer = status(code, { 'x-error-code': 'GatedRepo' });
    await expect(fetchFrom([answer])).rejects.toMatchObject({
      code: error,
      message: `the model: the server answered ${code} (GatedRepo).`,
    });
    expect(seen).toHaveLength(1);
    expect(existsSync(to)).toBe(false);
  });

  it('goes on where a connection broke off, with as many breaks as there may be', async () => {
    await fetchFrom([truncated(4_000)]);
    isWhole();
    expect(seen.length).toBeGreaterThan(IMPATIENT.attempts);
    expect(ranges()[0]).toBeUndefined();
    expect(ranges().at(-1)).toMatch(/^bytes=[1-9]\d+-$/);
    expect(seen.at(-1)?.headers['if-range']).toBe(`"${DIGEST.hex}"`);
  });

  it('goes on where an earlier run was ended', async () => {
    await expect(fetchFrom([truncated(30_000), status(404)])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    expect(existsSync(to)).toBe(false);
    await fetchFrom([whole]);
    isWhole();
    expect(ranges()).toEqual(['bytes=30000-']);
  });

  it('takes a connection that brings nothing for broken', async () => {
    const stalled: Answer = (_, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 20_000));
    };
    await fetchFrom([stalled, whole]);
    isWhole();
    expect(log.join()).toContain('stalled');
    const silent: Answer = () => {};
    await fetchFrom([silent, whole], { to: `${to}2` });
    expect(readFileSync(`${to}2`).equals(CONTENT)).toBe(true);
  });

  it('takes a connection that drips for broken', async () => {
    const dripping: Answer = (_, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length });
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    };
    await fetchFrom([dripping, whole]);
    isWhole();
    expect(log.join()).toContain('stalled');
  });

  it('starts anew where the server knows no ranges', async () => {
    const rangeless: Answer = (_, response) => void response.writeHead(200).end(CONTENT);
    await fetchFrom([truncated(30_000), rangeless]);
    isWhole();
    expect(ranges()).toEqual([undefined, 'bytes=30000-']);
  });

  it('starts anew when the server sends another part than was asked for', async () => {
    const shifted: Answer = (_, response) => {
      const range = `bytes 10000-${CONTENT.length - 1}/${CONTENT.length}`;
      response.writeHead(206, { 'content-range': range }).end(CONTENT.subarray(10_000));
    };
    await fetchFrom([truncated(30_000), shifted, whole]);
    isWhole();
    expect(ranges()).toEqual([undefined, 'bytes=30000-', undefined]);
  });

  it('starts anew when the file has changed, and when its part is too long', async () => {
    const old = Buffer.from(CONTENT).fill(1, 0, 100);
    const cut: Answer = (_, response) => {
      response.writeHead(200, { etag: '"old"', 'content-length': old.length });
      response.write(old.subarray(0, 30_000), () => breakOff(response, 30_000));
    };
    await fetchFrom([cut, whole]);
    isWhole();
    expect(seen[1]?.headers['if-range']).toBe('"old"');
    writeFileSync(`${to}2.part`, Buffer.concat([CONTENT, CONTENT]));
    await fetchFrom([whole], { to: `${to}2` });
    expect(ranges()).toEqual([undefined]);
  });

  it('starts anew when the part cannot be gone on with', async () => {
    await fetchFrom([truncated(30_000), status(416), whole]);
    expect(ranges()).toEqual([undefined, 'bytes=30000-', undefined]);
    isWhole();
  });

  it('does not trust a part of which nothing tells whether it is still right', async () => {
    const tagless: Answer = (_, response) => {
      response.writeHead(200, { etag: 'W/"weak"', 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 30_000), () => breakOff(response, 30_000));
    };
    const { length } = CONTENT;
    const server = fetchFrom([tagless, whole], { size: length, digest: undefined as never });
    await server;
    expect(ranges()).toEqual([undefined, undefined]);
  });

  it('fetches once more what was garbled, and believes no second time', async () => {
    const garbled: Answer = (_, response) =>
      void response.writeHead(200).end(Buffer.from(CONTENT).fill(0, 5, 6));
    await fetchFrom([garbled, whole]);
    isWhole();
    const always = fetchFrom([garbled], { to: `${to}2` });
    await expect(always).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
    expect(seen).toHaveLength(2);
    expect(readdirSync(path.dirname(to))).toEqual(['model.safetensors']);
  });

  it('never writes more than was announced', async () => {
    const endless: Answer = (_, response) => {
      response.writeHead(200);
      const more = () => response.writable && response.write(CONTENT, more);
      more();
    };
    const announced = fetchFrom([endless]);
    await expect(announced).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
    const unannounced = fetchFrom([endless], { size: undefined as never, digest: undefined as never });
    await expect(unannounced).rejects.toMatchObject({ code: 'DOWNLOAD_TOO_LARGE' });
    expect(readdirSync(path.dirname(to))).toEqual([]);
  });

  it('does not start what is too large', async () => {
    const huge = fetchFrom([whole], { size: 2 ** 40 });
    await expect(huge).rejects.toMatchObject({ code: 'DOWNLOAD_TOO_LARGE' });
    expect(seen).toEqual([]);
    const announced: Answer = (_, response) => {
      response.writeHead(200, { 'content-length': 2 ** 40 });
      response.write('x');
    };
    const none = fetchFrom([announced], { size: undefined as never, digest: undefined as never });
    await expect(none).rejects.toMatchObject({ code: 'DOWNLOAD_TOO_LARGE' });
  });

  it('counts the bytes that are here', async () => {
    const counts: number[] = [];
    const count: OnBytes = done => counts.push(done);
    await fetchFrom([truncated(30_000), whole], {}, count);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts.at(-1)).toBe(CONTENT.length);
  });

  it('ends when it is told to', async () => {
    const stalled: Answer = () => setTimeout(() => abort.abort(), 20);
    await expect(fetchFrom([stalled])).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('says when the disk is at fault', async () => {
    writeFileSync(path.dirname(path.dirname(to)).concat('/file'), '');
    const file = path.join(path.dirname(path.dirname(to)), 'file', 'model.safetensors');
    await expect(fetchFrom([whole], { to: file })).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  });
});
