import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GpuSampler, gpuUse, parseSamples } from '../../../src/engine/nvidia-sampler.ts';
import { Sandbox } from '../../sandbox.ts';

const LINES = ['0, GPU-aa, 100.00, 50, 1000, NVIDIA A', '1, GPU-bb, 300.00, 90, 2048, NVIDIA H200'].join(
  '\n',
);

describe('parseSamples', () => {
  it('reads watts, shares and bytes', () => {
    expect(parseSamples(LINES)[1]).toEqual({
      index: '1',
      uuid: 'GPU-bb',
      name: 'NVIDIA H200',
      watts: 300,
      utilization: 0.9,
      memory: 2 ** 31,
    });
  });

  it('leaves out what the device does not tell, and lines that are none', () => {
    expect(parseSamples('0, GPU-aa, [N/A], [Not Supported], 12, X\nFailed to initialize\n')).toEqual([
      { index: '0', uuid: 'GPU-aa', name: 'X', memory: 12 * 2 ** 20 },
    ]);
  });
});

describe('gpuUse', () => {
  it('integrates power over time by trapezoids, and takes the most memory and the mean use', () => {
    const samples = [
      { at: 0, watts: 100, utilization: 0, memory: 5 },
      { at: 36_000, watts: 300, utilization: 1, memory: 9 },
      { at: 72_000, watts: 300, utilization: 0.5, memory: 7 },
    ];
    // 36 s at 200 W on average, then 36 s at 300 W: 18 000 J.
    expect(gpuUse(samples)).toEqual({ memory: 9, wattHours: 5, utilization: 0.5 });
  });

  it('says nothing of what nobody told', () => {
    expect(gpuUse([])).toEqual({});
    expect(gpuUse([{ at: 0, watts: 3 }])).toEqual({});
  });
});

describe.skipIf(process.platform === 'win32')('GpuSampler', () => {
  let sandbox: Sandbox;
  const { PATH, CUDA_VISIBLE_DEVICES } = process.env;
  beforeEach(() => {
    sandbox = new Sandbox();
    delete process.env.CUDA_VISIBLE_DEVICES;
  });
  afterEach(() => {
    process.env.PATH = PATH;
    if (CUDA_VISIBLE_DEVICES === undefined) delete process.env.CUDA_VISIBLE_DEVICES;
    else process.env.CUDA_VISIBLE_DEVICES = CUDA_VISIBLE_DEVICES;
  });

  /** A program of that name that runs a line of sh. */
  function program(line: string) {
    sandbox.write('bin/nvidia-smi', `#!/bin/sh\necho $$ >> ${sandbox.path('pids')}\n${line}\n`);
    chmodSync(sandbox.path('bin/nvidia-smi'), 0o755);
    process.env.PATH = `${sandbox.path('bin')}:${PATH}`;
  }
  const answering = () => program(`printf '%s\\n' '${LINES.replace('\n', "' '")}'`);
  const until = async (count: number, sampler: GpuSampler) => {
    for (let i = 0; i < 500 && (sampler.use().memory === undefined || i < count); i++)
      await new Promise(resolve => setTimeout(resolve, 10));
  };
  /** Of the programs that were started, those that still are in the list of processes, zombies included. */
  const left = () => {
    const pids = sandbox.read('pids').trim().split('\n');
    const all = execFileSync('ps', ['-eo', 'pid='], { encoding: 'utf8' }).split('\n');
    return pids.filter(pid => all.some(one => one.trim() === pid));
  };

  it('watches the device of that name, and leaves no process behind', async () => {
    answering();
    const sampler = new GpuSampler('NVIDIA H200 (Vulkan)', 5);
    await until(40, sampler);
    expect(await sampler.stop()).toMatchObject({ memory: 2 ** 31, utilization: expect.closeTo(0.9, 9) });
    expect(left()).toEqual([]);
  });

  it('watches the device that programs are shown first', async () => {
    answering();
    process.env.CUDA_VISIBLE_DEVICES = 'GPU-aa,GPU-bb';
    const sampler = new GpuSampler('NVIDIA H200', 5);
    await until(1, sampler);
    expect(await sampler.stop()).toMatchObject({ utilization: expect.closeTo(0.5, 9) });
  });

  it.each([
    ['fails', 'exit 9'],
    ['says nonsense', 'echo "no devices were found"'],
  ])('knows nothing where the program %s', async (_, line) => {
    program(line);
    const sampler = new GpuSampler('NVIDIA H200', 5);
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(await sampler.stop()).toEqual({});
  });

  it('knows nothing where there is no such program', async () => {
    process.env.PATH = sandbox.path('nothing');
    expect(await new GpuSampler('NVIDIA H200').stop()).toEqual({});
  });

  it('does not wait for one that hangs', async () => {
    program('exec sleep 60');
    const sampler = new GpuSampler('NVIDIA H200', 5);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(await sampler.stop()).toEqual({});
    expect(left()).toEqual([]);
  });
});
