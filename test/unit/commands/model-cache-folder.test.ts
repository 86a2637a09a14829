import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelCacheFolder } from '../../../src/commands/model-cache-folder.ts';

describe('modelCacheFolder', () => {
  const own = join(homedir(), '.cache', 'finetune-gate', 'models');
  const choose = (choice: object, env = {}) =>
    modelCacheFolder({ untrusted: ['/w', '/real/w'], env, ...choice });

  it('is the own cache of the user, unless something is named', () => {
    expect(choose({})).toBe(own);
    expect(choose({}, { XDG_CACHE_HOME: '/x' })).toBe('/x/finetune-gate/models');
    expect(choose({}, { XDG_CACHE_HOME: 'not/absolute' })).toBe(own);
    expect(choose({ cacheDir: '/c' })).toBe('/c-models');
    expect(choose({ cacheDir: '/c', modelCache: '/tools/models' })).toBe('/tools/models');
  });

  it('is never in the repository, where a pull request could put a model', () => {
    expect(choose({ cacheDir: '/w/cache' })).toBe(own);
    expect(choose({ cacheDir: '/real/w/cache' })).toBe(own);
    expect(choose({ cacheDir: '/c', modelCache: '/w/models' })).toBe('/c-models');
    expect(choose({ cacheDir: '/w' })).toBe('/w-models');
    expect(choose({ cacheDir: '/w2/cache' })).toBe('/w2/cache-models');
  });
});
