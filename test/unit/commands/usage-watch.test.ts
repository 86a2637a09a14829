import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { WorkerEvent } from '../../../src/commands/job.ts';
import { UsageWatch } from '../../../src/commands/usage-watch.ts';
import { budgetOptions } from '../../../src/gate/options.ts';

const progress = (usage: object) => ({ type: 'progress', phase: 'train', done: 1, total: 2, usage }) as const;

describe('UsageWatch', () => {
  it('keeps what was told last, and passes everything on', () => {
    const watch = new UsageWatch();
    const seen: WorkerEvent[] = [];
    const emit = watch.around(event => seen.push(event));
    emit({ type: 'log', line: 'x' });
    emit(progress({ memory: 1 }));
    emit(progress({ memory: 2 }));
    emit({ type: 'progress', phase: 'train', done: 2, total: 2 });
    expect(seen).toHaveLength(4);
    expect(watch.last).toEqual({ memory: 2 });
    expect(watch.signal.aborted).toBe(false);
  });

  it('ends a worker that holds a GPU for too long, also when it tells nothing more', async () => {
    const watch = new UsageWatch();
    watch.limits = budgetOptions.parse({ gpu_time: 10 });
    watch.around(() => {})(progress({ gpuSeconds: 9.9 }));
    await once(watch.signal, 'abort');
    expect(watch.signal.reason).toMatchObject({ code: 'BUDGET_EXCEEDED' });
    // What it held meanwhile counts.
    expect(watch.last?.gpuSeconds).toBeGreaterThan(10);
    expect(watch.last?.missed).toBe('gpu_time');
  });

  it('leaves alone a run without that limit, and one that is over', async () => {
    const free = new UsageWatch();
    free.around(() => {})(progress({ gpuSeconds: 99 }));
    const ended = new UsageWatch();
    ended.limits = budgetOptions.parse({ gpu_time: 10 });
    ended.around(() => {})(progress({ gpuSeconds: 99 }));
    ended.end();
    await new Promise(resolve => setTimeout(resolve, 1_200));
    expect([free.signal.aborted, ended.signal.aborted]).toEqual([false, false]);
  });
});
