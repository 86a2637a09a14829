import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withinBudget } from '../../../src/commands/budget-guard.ts';
import { onSignals } from '../../../src/commands/signals.ts';
import { Stopwatch } from '../../../src/commands/stopwatch.ts';
import { inWorker } from '../../../src/commands/supervise.ts';
import type { EncodeJob } from '../../../src/commands/text-jobs.ts';
import { workerEnvironment } from '../../../src/commands/worker-process.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { Sandbox } from '../../sandbox.ts';

const job: EncodeJob = {
  kind: 'encode',
  model: 'm',
  input: 'i',
  output: 'o',
  engine: { engine: 'reference', provider: 'auto', requireGpu: false },
};
const sandbox = new Sandbox();

/** A worker of one line, run under the real supervisor. */
function worker(name: string, body: string) {
  sandbox.write(`${name}.mjs`, body);
  return inWorker(sandbox.path(`${name}.mjs`));
}

describe('inWorker', () => {
  it('gives events as they come, then the report with its typed arrays whole', async () => {
    const execute = worker(
      'good',
      `process.on('message', ({ job }) => {
        process.send({ type: 'log', line: job.kind });
        process.send({ type: 'report', report: { vector: Float32Array.of(0.1) } }, () => process.exit(0));
      });`,
    );
    const lines: unknown[] = [];
    const report = await execute(job, event => lines.push(event), new AbortController().signal);
    expect(lines).toEqual([{ type: 'log', line: 'encode' }]);
    expect(report).toEqual({ vector: Float32Array.of(0.1) });
  });

  it("rejects with the worker's own error", async () => {
    const execute = worker(
      'bad',
      `process.on('message', () => process.send({ type: 'error', error: { code: 'MODEL_INVALID', message: 'torn', remedy: 'r', details: ['d'] } }, () => process.exit(0)));`,
    );
    await expect(execute(job, () => {}, new AbortController().signal)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: 'torn',
      details: ['d'],
    });
  });

  it.each([
    ['exits', 'process.exit(7)', 'exit code 7'],
    ['is killed', "process.kill(process.pid, 'SIGKILL')", 'SIGKILL'],
  ])('says so when the worker %s without an answer', async (name, body, hint) => {
    const execute = worker(name.replace(' ', '-'), `process.on('message', () => ${body});`);
    const failure = execute(job, () => {}, new AbortController().signal);
    await expect(failure).rejects.toMatchObject({
      code: 'WORKER_DIED',
      message: expect.stringContaining(hint),
    });
  });

  it('says of a worker that died how far it was, and where a rerun begins', async () => {
    const execute = worker(
      'far',
      `process.on('message', () => {
        process.send({ type: 'progress', phase: 'train', done: 20, total: 40 });
        process.send({ type: 'checkpoint', key: 'k', step: 16, totalSteps: 40, epoch: 2 });
        process.send({ type: 'progress', phase: 'train', done: 21, total: 40 }, () => process.kill(process.pid, 'SIGSEGV'));
      });`,
    );
    const seen: string[] = [];
    const failure = execute(job, ({ type }) => seen.push(type), new AbortController().signal);
    await expect(failure).rejects.toMatchObject({
      code: 'WORKER_DIED',
      message: 'The worker ended by SIGSEGV while training, at 21 of 40 steps.',
      remedy: 'Run it again: it resumes at step 16 of 40, epoch 2.',
    });
    expect(seen).toEqual(['progress', 'checkpoint', 'progress']);
  });

  it('says so of one that was interrupted after it wrote a checkpoint', async () => {
    const execute = worker(
      'interrupted',
      `process.on('message', ({ type }) => {
        if (type === 'start') return process.send({ type: 'log', line: 'up' });
        process.send({ type: 'checkpoint', key: 'k', step: 16, totalSteps: 40, epoch: 2 });
        const error = { code: 'INTERRUPTED', message: 'Training was stopped.', remedy: 'r', details: [] };
        process.send({ type: 'error', error }, () => process.exit(0));
      });`,
    );
    const abort = new AbortController();
    await expect(execute(job, () => abort.abort(), abort.signal)).rejects.toMatchObject({
      code: 'INTERRUPTED',
      details: ['The last checkpoint is of step 16 of 40, epoch 2.'],
    });
  });

  it('asks a worker to stop when aborted, and calls that interrupted', async () => {
    const execute = worker(
      'polite',
      `process.on('message', request => request.type === 'abort' ? process.exit(0) : process.send({ type: 'log', line: 'up' }));`,
    );
    const abort = new AbortController();
    const failure = execute(job, () => abort.abort(), abort.signal);
    await expect(failure).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('ends a worker that hangs in a loop', async () => {
    const execute = worker(
      'hangs',
      `process.on('message', () => process.send({ type: 'log', line: 'up' }, () => { for (;;); }));`,
    );
    const abort = new AbortController();
    const started = performance.now();
    await expect(execute(job, () => abort.abort(), abort.signal)).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    expect(performance.now() - started).toBeLessThan(7_500);
  });
});

describe('workerEnvironment', () => {
  it('gives what programs need and nothing else', () => {
    const env = {
      PATH: '/bin',
      CUDA_VISIBLE_DEVICES: '0',
      OPENAI_API_KEY: 'k',
      'INPUT_GITHUB-TOKEN': 't',
      GITHUB_TOKEN: 't',
      DATABASE_URL: 'postgres://user:password@host',
      AWS_ACCESS_KEY_ID: 'k',
      TF_SECRET_KEY: 'k',
      NODE_OPTIONS: '--require x',
    };
    expect(workerEnvironment(env)).toEqual({ PATH: '/bin', CUDA_VISIBLE_DEVICES: '0' });
  });

  it('gives all that says which GPU and driver there are', () => {
    const env = {
      LD_LIBRARY_PATH: '/usr/local/cuda/lib64',
      VK_DRIVER_FILES: '/usr/lib/chromium/vk_swiftshader_icd.json',
      VK_ICD_FILENAMES: '/etc/vulkan/icd.d/nvidia_icd.json',
      VK_LOADER_DEBUG: 'error',
      XDG_RUNTIME_DIR: '/run/user/0',
      XDG_DATA_DIRS: '/usr/share',
      NVIDIA_DRIVER_CAPABILITIES: 'all',
      NVIDIA_VISIBLE_DEVICES: '0',
      MESA_VK_DEVICE_SELECT: '10de:2330',
      DRI_PRIME: '1',
      ORT_DISABLE_TELEMETRY: '1',
    };
    expect(workerEnvironment(env)).toEqual(env);
  });
});

describe('a worker that prints', () => {
  it('has its lines logged, never passed through', async () => {
    const execute = worker(
      'prints',
      `process.on('message', () => {
        console.log('::error::pwned');
        process.send({ type: 'report', report: {} }, () => process.exit(0));
      });`,
    );
    const events: unknown[] = [];
    await execute(job, event => events.push(event), new AbortController().signal);
    expect(events).toContainEqual({ type: 'log', line: '::error::pwned' });
  });
});

describe('onSignals', () => {
  let now = 0;
  beforeEach(() => {
    vi.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('aborts at the first signal and ends at the second', () => {
    const ended: number[] = [];
    const { signal, release } = onSignals(code => ended.push(code));
    process.emit('SIGTERM');
    expect([signal.aborted, ended]).toEqual([true, []]);
    now += 1_000;
    process.emit('SIGINT');
    release();
    expect(ended).toEqual([4]);
  });

  it('takes one that comes twice at once for one', () => {
    const ended: number[] = [];
    const { signal, release } = onSignals(code => ended.push(code));
    for (let i = 0; i < 2; i++) process.emit('SIGINT');
    release();
    expect([signal.aborted, ended]).toEqual([true, []]);
  });
});

describe('withinBudget', () => {
  const never = (signal: AbortSignal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));

  it('gives what the work gives', async () => {
    await expect(withinBudget(5, new Stopwatch(), new AbortController().signal, async () => 3)).resolves.toBe(
      3,
    );
  });

  it('leaves an interruption what it is', async () => {
    const abort = new AbortController();
    const work = withinBudget(60, new Stopwatch(), abort.signal, never);
    abort.abort();
    await expect(work).rejects.toThrow('ended');
  });

  it('ends work that outruns limit and patience, and names the limit', async () => {
    const work = withinBudget(0.05, new Stopwatch(), new AbortController().signal, never);
    await expect(work).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });

  it('ends a worker that hangs past its limit, and says that it was the budget', async () => {
    const execute = worker('hung', `process.on('message', () => { while (true); });`);
    const work = withinBudget(0.01, new Stopwatch(), new AbortController().signal, signal =>
      execute(job, () => {}, signal),
    );
    await expect(work).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: expect.stringContaining('did not stop within'),
    });
  });

  it('ends work for another limit, and gives its reason', async () => {
    const other = new AbortController();
    const work = withinBudget(undefined, new Stopwatch(), new AbortController().signal, never, other.signal);
    other.abort(new FinetuneGateError('BUDGET_EXCEEDED', 'The GPU was held for too long.'));
    await expect(work).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: 'The GPU was held for too long.',
    });
  });
});
