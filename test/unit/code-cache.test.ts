import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeCacheFolder, keepCode } from '../../src/code-cache.ts';
import { Sandbox } from '../sandbox.ts';

describe('codeCacheFolder', () => {
  it("is the runner's tool cache, else the user's own cache", () => {
    expect(codeCacheFolder({ RUNNER_TOOL_CACHE: '/opt/tools', XDG_CACHE_HOME: '/c' })).toBe(
      join('/opt/tools', 'finetune-gate-code'),
    );
    expect(codeCacheFolder({ XDG_CACHE_HOME: '/c' })).toBe(join('/c', 'finetune-gate', 'code'));
    expect(codeCacheFolder({})).toBe(join(homedir(), '.cache', 'finetune-gate', 'code'));
  });

  it('takes no relative path, which would lie in the checkout, and no folder that others write to', () => {
    const own = join(homedir(), '.cache', 'finetune-gate', 'code');
    expect(codeCacheFolder({ RUNNER_TOOL_CACHE: 'tools', XDG_CACHE_HOME: './c', TMPDIR: '/tmp' })).toBe(own);
  });
});

describe('keepCode', () => {
  it('does nothing where Node cannot, and else tells the processes that are started', () => {
    const home = new Sandbox().folder;
    const env: NodeJS.ProcessEnv = { XDG_CACHE_HOME: home };
    keepCode(env);
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const can = major > 22 || (major === 22 && minor >= 1);
    expect(env.NODE_COMPILE_CACHE).toBe(can ? join(home, 'finetune-gate', 'code') : undefined);
  });
});
