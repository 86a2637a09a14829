import { beforeEach, expect, it, vi } from 'vitest';
import { openCaches } from '../../../src/action/caches.ts';
import { readContext } from '../../../src/action/context.ts';
import { readInputs } from '../../../src/action/inputs.ts';
import { Sandbox } from '../../sandbox.ts';

const client = vi.hoisted(() => ({
  restoreCache: vi.fn(async () => undefined),
  saveCache: vi.fn(async () => 1),
}));
vi.mock('@actions/cache', () => ({ ...client, isFeatureAvailable: () => true }));

let checkout: Sandbox;
beforeEach(() => {
  checkout = new Sandbox();
  client.restoreCache.mockClear();
});

const open = (cacheDir: string, of: object) =>
  openCaches({
    inputs: readInputs(() => ''),
    context: { ...readContext({ GITHUB_WORKSPACE: checkout.folder }), fork: 'foreign' in of },
    job: { directory: checkout.folder, cacheDir, ...of },
    signal: new AbortController().signal,
    notice: () => {},
  });

it('neither restores nor saves a folder that a pull request may have brought along', async () => {
  checkout.write('cache/embeddings', 'of its own');
  for (const of of [{ baseRef: 'main' }, { foreign: true }] as const)
    expect(await open(checkout.path('cache'), of), JSON.stringify(of)).toBeUndefined();
  expect(client.restoreCache).not.toHaveBeenCalled();
});

it('uses one beside the checkout, and on a branch of its own one within', async () => {
  const beside = new Sandbox();
  expect(await open(beside.path('cache'), { baseRef: 'main' })).toBeDefined();
  expect(await open(checkout.path('cache'), {})).toBeDefined();
  expect(client.restoreCache).toHaveBeenCalledTimes(4);
});
