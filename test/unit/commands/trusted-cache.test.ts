import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trustedCache } from '../../../src/commands/trusted-cache.ts';
import { Sandbox } from '../../sandbox.ts';

describe('trustedCache', () => {
  const sandbox = new Sandbox();
  const top = sandbox.path('checkout');
  mkdirSync(join(top, 'gates'), { recursive: true });
  mkdirSync(sandbox.path('cache'));
  symlinkSync(join(top, 'gates'), sandbox.path('link'));

  const asked = async (cacheDir: string, rest: { baseRef?: string; foreign?: boolean }) => {
    const lines: string[] = [];
    const options = { directory: top, cacheDir, log: (line: string) => lines.push(line), ...rest };
    const found = await trustedCache(options, { root: join(top, 'gates'), prefix: 'gates' });
    expect(lines.length).toBe('cacheDir' in found ? 0 : 1);
    return 'cacheDir' in found;
  };

  it.each([
    ['in the checkout', '.cache', false],
    ['below the configuration', join(top, 'gates', 'cache'), false],
    ['the checkout itself', '.', false],
    ['by a link from outside', sandbox.path('link'), false],
    ['where git keeps what it knows, which no commit reaches', '.git/cache', true],
    ['beside the checkout', '../cache', true],
    ['outside and not there yet', '../none', true],
  ])('believes no folder that a pull request could write: %s', async (_, cacheDir, kept) => {
    expect(await asked(cacheDir, { baseRef: 'main' })).toBe(kept);
    expect(await asked(cacheDir, { foreign: true })).toBe(kept);
    expect(await asked(cacheDir, {})).toBe(true);
  });
});
