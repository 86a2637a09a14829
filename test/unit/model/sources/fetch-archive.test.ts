import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HubEnvironment } from '../../../../src/model/sources/environment.ts';
import { fetchModel } from '../../../../src/model/sources/fetch-model.ts';
import type { ModelSource } from '../../../../src/model/sources/source.ts';
import { temporaryFolder } from '../tiny.ts';
import { IMPATIENT, type Misbehaviour, type Seen, sendFile, serve, sha256 } from './hub-server.ts';
import { tarGz } from './tarball.ts';

const NOISE = Buffer.from(Array.from({ length: 60_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255));
const pack = (extra = '') =>
  tarGz([
    { name: 'encoder/', type: '5' },
    { name: 'encoder/config.json', content: `{}${extra}` },
    { name: 'encoder/model.safetensors', content: NOISE },
  ]);
const ARCHIVE = pack();
const HEX = sha256(ARCHIVE);

describe('fetchModel from an archive', () => {
  let folder: string;
  let cache: string;
  let log: string[];
  beforeEach(async () => {
    folder = await temporaryFolder();
    [cache, log] = [path.join(folder, 'cache'), []];
  });

  const fetch = (
    source: Exclude<ModelSource, { kind: 'folder' }>,
    environment: Partial<HubEnvironment> = {},
    limits?: { download: number; unpacked: number },
  ) =>
    fetchModel(source, {
      cache,
      environment: {
        endpoint: 'http://127.0.0.1:1',
        token: 'hf_secret',
        offline: false,
        ci: false,
        ...environment,
      },
      signal: new AbortController().signal,
      log: line => log.push(line),
      onProgress: () => {},
      patience: IMPATIENT,
      ...(limits && { limits }),
    });
  const cached = () => readdirSync(path.join(cache, 'archives')).sort();
  const isWhole = (model: string) => {
    expect(readdirSync(model).sort()).toEqual(['config.json', 'model.safetensors']);
    expect(readFileSync(path.join(model, 'model.safetensors')).equals(NOISE)).toBe(true);
  };

  describe('in the repository', () => {
    const file = (content: Buffer | string) => {
      const to = path.join(folder, 'base.tar.gz');
      writeFileSync(to, content);
      return { kind: 'archive', path: to } as const;
    };

    it('is unpacked once for each content, with or without a network', async () => {
      const found = await fetch(file(ARCHIVE), { offline: true, ci: true });
      expect(found).toMatchObject({ source: 'archive', revision: `sha256:${HEX}` });
      expect(path.basename(found.folder)).toBe('encoder');
      isWhole(found.folder);
      expect(await fetch(file(ARCHIVE))).toEqual(found);
      const other = await fetch(file(pack(' ')));
      expect(other.revision).not.toBe(found.revision);
      expect(cached()).toHaveLength(2);
    });

    it('must be what was pinned, and there, and no pointer to itself', async () => {
      isWhole((await fetch({ ...file(ARCHIVE), sha256: HEX })).folder);
      await expect(fetch({ ...file(ARCHIVE), sha256: 'a'.repeat(64) })).rejects.toMatchObject({
        code: 'DOWNLOAD_CORRUPT',
      });
      const none = { kind: 'archive', path: path.join(folder, 'none.tar.gz') } as const;
      await expect(fetch(none)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
      await expect(fetch(file('version https://git-lfs.github.com/spec/v1\n'))).rejects.toMatchObject({
        code: 'DATA_LFS_POINTER',
      });
    });

    it('leaves nothing behind when it cannot be unpacked', async () => {
      await expect(fetch(file('no archive'))).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
      const half = tarGz([{ name: 'config.json', content: '{}' }, { name: '../evil.json' }]);
      await expect(fetch(file(half))).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
      expect(cached()).toEqual([]);
    });
  });

  describe('behind an address', () => {
    let content: Buffer;
    let misbehaviour: Misbehaviour;
    let seen: Seen[];
    let url: string;
    beforeEach(async () => {
      [content, misbehaviour] = [ARCHIVE, () => false];
      const server = await serve((request, response) => {
        if (!misbehaviour(request, response)) sendFile(request, response, content);
      });
      seen = server.seen;
      url = `${server.origin}/releases/base.tar.gz`;
    });

    it('is fetched once when it is pinned, and gets no token', async () => {
      const found = await fetch({ kind: 'url', url, sha256: HEX }, { ci: true });
      expect(found).toMatchObject({ source: 'url', revision: `sha256:${HEX}` });
      isWhole(found.folder);
      expect(await fetch({ kind: 'url', url, sha256: HEX }, { ci: true, offline: true })).toEqual(found);
      expect(seen).toHaveLength(1);
      expect(JSON.stringify(seen)).not.toContain('hf_secret');
      expect(readdirSync(path.join(cache, 'archives', HEX)).sort()).toEqual(['.finetune-gate.json', 'model']);
    });

    it('is the same model in the repository and behind an address', async () => {
      const there = await fetch({ kind: 'url', url, sha256: HEX });
      writeFileSync(path.join(folder, 'b.tar.gz'), ARCHIVE);
      expect((await fetch({ kind: 'archive', path: path.join(folder, 'b.tar.gz') })).folder).toBe(
        there.folder,
      );
    });

    it('needs its SHA-256 in CI, and elsewhere says what to write', async () => {
      await expect(fetch({ kind: 'url', url }, { ci: true })).rejects.toMatchObject({
        code: 'REVISION_REQUIRED',
      });
      expect(seen).toEqual([]);
      expect((await fetch({ kind: 'url', url })).revision).toBe(`sha256:${HEX}`);
      expect(log.join()).toContain(HEX);
      content = pack(' ');
      expect((await fetch({ kind: 'url', url })).revision).toBe(`sha256:${sha256(content)}`);
      expect(cached()).toHaveLength(2);
    });

    it('goes on where it broke off', async () => {
      const most = ARCHIVE.length - 100;
      misbehaviour = ({ headers }, response) => {
        if (headers.range !== undefined) return Boolean(response.writeHead(404).end());
        response.writeHead(200, { etag: `"${HEX}"`, 'content-length': ARCHIVE.length });
        response.write(ARCHIVE.subarray(0, most));
        const part = () => {
          const found = cached().map(name => path.join(cache, 'archives', name, 'archive.tar.gz.part'));
          if (found.some(file => statSync(file, { throwIfNoEntry: false })?.size === most))
            response.destroy();
          else setTimeout(part, 10);
        };
        part();
        return true;
      };
      await expect(fetch({ kind: 'url', url })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
      misbehaviour = () => false;
      isWhole((await fetch({ kind: 'url', url })).folder);
      expect(seen.at(-1)?.headers).toMatchObject({ range: `bytes=${most}-`, 'if-range': `"${HEX}"` });
      expect(cached()).toEqual([HEX]);
    });

    it('is refused when it is not what was pinned, too large, or no archive', async () => {
      const wrong = fetch({ kind: 'url', url, sha256: 'a'.repeat(64) });
      await expect(wrong).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
      const limits = { download: 1000, unpacked: 2 ** 30 };
      await expect(fetch({ kind: 'url', url }, {}, limits)).rejects.toMatchObject({
        code: 'DOWNLOAD_TOO_LARGE',
      });
      const bomb = { download: 2 ** 30, unpacked: 1000 };
      await expect(fetch({ kind: 'url', url }, {}, bomb)).rejects.toMatchObject({
        code: 'DOWNLOAD_TOO_LARGE',
      });
      content = Buffer.from('<html>');
      await expect(fetch({ kind: 'url', url })).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
      await expect(fetch({ kind: 'url', url }, { offline: true })).rejects.toMatchObject({ code: 'OFFLINE' });
      expect(cached().filter(name => /^[0-9a-f]{64}$/.test(name))).toEqual([]);
    });

    it('is fetched by many at once without harm', async () => {
      const found = await Promise.all(
        Array.from({ length: 6 }, (_, i) => fetch({ kind: 'url', url, ...(i % 2 === 0 && { sha256: HEX }) })),
      );
      expect(new Set(found.map(one => one.folder)).size).toBe(1);
      isWhole(found[0]!.folder);
    });
  });
});
