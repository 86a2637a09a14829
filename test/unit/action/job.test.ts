import { describe, expect, it } from 'vitest';
import { readInputs } from '../../../src/action/inputs.ts';
import { jobOf } from '../../../src/action/job.ts';

const context = {
  event: 'pull_request',
  workspace: '/w',
  temporary: '/t',
  tools: '/c',
  selfHosted: true,
  fork: false,
  base: 'main',
  run: { id: '41', attempt: 1, job: 'gate/train', url: '' },
};
const job = (inputs: Record<string, string> = {}) =>
  jobOf(
    readInputs(name => inputs[name] ?? ''),
    context,
  );

describe('jobOf', () => {
  it('gives empty inputs their meaning', () => {
    expect(job()).toEqual({
      command: 'check',
      directory: '/w',
      config: 'finetune-gate.yml',
      engine: 'auto',
      provider: 'auto',
      requireGpu: false,
      output: '/t/finetune-gate',
      cacheDir: '/t/finetune-gate-cache',
      cacheLimit: '4GiB',
      modelCache: '/c/finetune-gate-models',
      baseRef: 'main',
    });
  });

  it('resolves paths in the working directory', () => {
    const paths = {
      'working-directory': 'sub',
      output: 'out',
      runtime: 'rt',
      'cache-dir': 'c',
      'base-ref': 'release',
    };
    expect(job(paths)).toMatchObject({
      directory: '/w/sub',
      output: '/w/sub/out',
      runtime: '/w/sub/rt',
      cacheDir: '/w/sub/c',
      modelCache: '/w/sub/c-models',
      baseRef: 'release',
    });
  });

  it('hands on that a change of the policy is accepted only where the workflow says so', () => {
    expect(job({ 'accept-policy-change': 'true' }).acceptPolicyChange).toBe(true);
    expect(job({ 'accept-policy-change': 'false' })).not.toHaveProperty('acceptPolicyChange');
  });

  it('keeps a folder of embeddings that is named, even without the Actions cache', () => {
    expect(job({ cache: 'false' })).not.toHaveProperty('cacheDir');
    expect(job({ cache: 'false', 'cache-dir': '/var/embeddings' }).cacheDir).toBe('/var/embeddings');
  });
});
