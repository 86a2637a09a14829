import { afterEach, describe, expect, it, vi } from 'vitest';
import { runAction } from '../../../src/action/run.ts';
import { provideRuntime } from '../../../src/action/runtime.ts';
import type { Installed, InstallOptions } from '../../../src/commands/install-runtime.ts';
import { passing } from '../report/samples.ts';
import { fakeCheck, Runner } from './runner.ts';

/** What is provided for a job, and what that took. */
async function provide(
  job: Parameters<typeof provideRuntime>[0],
  { installed = false, answer = { folder: '/tools/rt' } as Installed } = {},
) {
  const asked: InstallOptions[] = [];
  const notices: string[] = [];
  const runtime = await provideRuntime(job, {
    cache: '/tools',
    signal: new AbortController().signal,
    log: () => {},
    env: {},
    notice: text => notices.push(text),
    installed: () => installed,
    install: async options => {
      asked.push(options);
      return answer;
    },
  });
  return { runtime, asked, notices };
}

describe('provideRuntime', () => {
  it.each(['auto', 'onnxruntime'] as const)('installs for the engine `%s`', async engine => {
    const { runtime, asked, notices } = await provide({ engine });
    expect(runtime).toBe('/tools/rt');
    expect(asked).toMatchObject([{ cache: '/tools' }]);
    expect(notices).toEqual([]);
  });

  it.each(['reference', 'tensorflow'] as const)('installs nothing for the engine `%s`', async engine => {
    expect(await provide({ engine })).toEqual({ runtime: undefined, asked: [], notices: [] });
  });

  it('installs nothing where a runtime is named, or the package is there', async () => {
    expect(await provide({ engine: 'auto', runtime: '/rt' })).toMatchObject({ runtime: '/rt', asked: [] });
    expect(await provide({ engine: 'auto' }, { installed: true })).toMatchObject({ asked: [] });
  });

  it('goes on without, with a notice that says why and what to do', async () => {
    const answer = { reason: 'request to the registry failed' };
    const { runtime, notices } = await provide({ engine: 'auto' }, { answer });
    expect(runtime).toBeUndefined();
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('request to the registry failed');
    expect(notices[0]).toContain('input `runtime`');
  });
});

describe('runAction', () => {
  let runner: Runner;
  afterEach(() => {
    runner.close();
    vi.unstubAllEnvs();
  });

  it('hands on the runtime that a workflow names, and needs none in a checkout with its dependencies', async () => {
    runner = new Runner({ runtime: 'rt' });
    const { check, asked } = fakeCheck(passing);
    await runAction({ check });
    expect(asked[0]?.runtime).toBe(runner.path('workspace', 'rt'));
    runner.close();
    runner = new Runner();
    await runAction({ check });
    expect(asked[1]).not.toHaveProperty('runtime');
    expect(runner.log).not.toContain('Installing');
  });
});
