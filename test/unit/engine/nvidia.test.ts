import { afterEach, describe, expect, it, vi } from 'vitest';
import { nvidiaGpus } from '../../../src/engine/nvidia.ts';
import { program } from '../../program.ts';
import { Sandbox } from '../../sandbox.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('nvidiaGpus', () => {
  it('reads names and drivers from nvidia-smi', async () => {
    const sandbox = new Sandbox();
    const lines = ['NVIDIA H100 80GB HBM3, 550.54.15', 'NVIDIA GeForce RTX 4090, 550.54.15'];
    program(sandbox, 'nvidia-smi', `for (const line of ${JSON.stringify(lines)}) console.log(line);`);
    vi.stubEnv('PATH', sandbox.path('bin'));
    expect(await nvidiaGpus()).toEqual([
      { name: 'NVIDIA H100 80GB HBM3', driver: 'NVIDIA 550.54.15' },
      { name: 'NVIDIA GeForce RTX 4090', driver: 'NVIDIA 550.54.15' },
    ]);
  });

  it('takes no excuse for a GPU', async () => {
    const sandbox = new Sandbox();
    program(sandbox, 'nvidia-smi', `console.log('No devices were found');`);
    vi.stubEnv('PATH', sandbox.path('bin'));
    expect(await nvidiaGpus()).toEqual([]);
  });
});
