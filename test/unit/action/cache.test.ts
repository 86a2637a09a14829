import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CacheClient, FolderCache } from '../../../src/action/cache.ts';
import { readInputs } from '../../../src/action/inputs.ts';
import { embeddings } from '../../../src/action/kept.ts';

let folder: string;
let notices: string[];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'cache-')), 'embeddings');
  notices = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

/** A cache service in memory that restores `content` as one file. */
function service(content?: string, faults: Partial<CacheClient> = {}) {
  const saved: { paths: string[]; key: string }[] = [];
  const asked: { key: string; prefixes: string[] | undefined }[] = [];
  const client: CacheClient = {
    isFeatureAvailable: () => true,
    restoreCache: async (paths, key, prefixes) => {
      asked.push({ key, prefixes });
      if (content === undefined) return undefined;
      writeFileSync(paths[0]!.replace('*', 'a.embeddings'), content);
      return `${prefixes?.[0]}1`;
    },
    saveCache: async (paths, key) => {
      saved.push({ paths, key });
      return 1;
    },
    ...faults,
  };
  return { client, saved, asked };
}

const kept = () =>
  embeddings(
    folder,
    readInputs(() => ''),
  );
const restore = (client: CacheClient, signal?: AbortSignal) =>
  FolderCache.restore(kept(), {
    notice: text => notices.push(text),
    info: () => {},
    load: async () => client,
    ...(signal && { signal }),
  });

describe('FolderCache', () => {
  it('restores by prefix, and saves under a key of the content when there is more than before', async () => {
    const { client, saved, asked } = service('one');
    const cache = await restore(client);
    expect(asked[0]?.prefixes).toEqual([expect.stringMatching(/^finetune-gate-embeddings-\d+-/)]);
    writeFileSync(join(folder, 'a.embeddings'), 'one two');
    await cache?.save();
    expect(saved).toEqual([
      {
        paths: [join(folder, '*'), `!${join(folder, 'checkpoints')}`],
        key: expect.stringMatching(/^finetune-gate-embeddings-.*[0-9a-f]{64}$/),
      },
    ]);
    expect(saved[0]?.key.startsWith(asked[0]?.prefixes?.[0] ?? 'x')).toBe(true);
    expect(notices).toEqual([]);
  });

  it('leaves a folder as it is that outlived an earlier job', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'b.embeddings'), 'kept');
    const { client, saved, asked } = service('older');
    const cache = await restore(client);
    expect([asked, readdirSync(folder)]).toEqual([[], ['b.embeddings']]);
    await cache?.save();
    expect(saved).toEqual([]);
    writeFileSync(join(folder, 'b.embeddings'), 'kept and more');
    await cache?.save();
    expect(saved).toHaveLength(1);
  });

  it('saves nothing when nothing was added, or when there is nothing', async () => {
    const same = service('one');
    await (await restore(same.client))?.save();
    const none = service();
    rmSync(folder, { recursive: true });
    await (await restore(none.client))?.save();
    expect([...same.saved, ...none.saved]).toEqual([]);
  });

  it('gives the same content the same key, and other content another', async () => {
    const keys: string[] = [];
    for (const content of ['x', 'y', 'x']) {
      rmSync(folder, { recursive: true, force: true });
      const { client, saved } = service();
      const cache = await restore(client);
      writeFileSync(join(folder, 'a.embeddings'), content);
      await cache?.save();
      keys.push(saved[0]!.key);
    }
    expect(keys[0]).toBe(keys[2]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('is a notice where there is no cache, and never a failure', async () => {
    expect(await restore(service(undefined, { isFeatureAvailable: () => false }).client)).toBeUndefined();
    expect(notices[0]).toContain('not available');
    const broken = {
      restoreCache: () => Promise.reject(new Error('503')),
      saveCache: () => Promise.reject(new Error('409')),
    };
    expect(await restore(service(undefined, broken).client)).toBeUndefined();
    expect(notices[1]).toContain('503');
    const cache = await restore(service('x', { saveCache: broken.saveCache }).client);
    writeFileSync(join(folder, 'b.embeddings'), 'more');
    await cache?.save();
    expect(notices[2]).toContain('409');
    const load = () => Promise.reject(new Error('no module'));
    expect(
      await FolderCache.restore(kept(), { notice: text => notices.push(text), info: () => {}, load }),
    ).toBeUndefined();
    expect(notices[3]).toContain('no module');
  });

  it('waits no longer for a download when the run is cancelled', async () => {
    const abort = new AbortController();
    const waiting = restore(
      service(undefined, { restoreCache: () => new Promise(() => {}) }).client,
      abort.signal,
    );
    abort.abort();
    expect(await waiting).toBeUndefined();
    expect(notices[0]).toContain('cancelled');
  });

  it('finds the real client, which is not available outside a runner', async () => {
    for (const name of ['ACTIONS_RESULTS_URL', 'ACTIONS_CACHE_URL']) vi.stubEnv(name, undefined);
    expect(
      await FolderCache.restore(kept(), { notice: text => notices.push(text), info: () => {} }),
    ).toBeUndefined();
    expect(notices).toHaveLength(1);
  });
});
