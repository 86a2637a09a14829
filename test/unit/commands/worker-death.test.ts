import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { interruptedAt, oomKills, workerDied } from '../../../src/commands/worker-death.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { Sandbox } from '../../sandbox.ts';

const state = {
  progress: { type: 'progress', phase: 'train', done: 1234, total: 4000 },
  checkpoint: { type: 'checkpoint', key: 'k', step: 1200, totalSteps: 4000, epoch: 3 },
} as const;

describe('workerDied', () => {
  it('tells what it was at, the last checkpoint and what to do', () => {
    const error = workerDied({ code: null, signal: 'SIGKILL' }, state);
    expect(error.code).toBe('WORKER_DIED');
    expect(error.message).toBe('The worker ended by SIGKILL while training, at 1 234 of 4 000 steps.');
    expect(error.details.at(-1)).toBe('The last checkpoint is of step 1 200 of 4 000, epoch 3.');
    expect(error.remedy).toMatch(
      /^Run it again: it resumes at step 1 200 of 4 000, epoch 3\. If memory ran out/,
    );
  });

  it('says nothing that it does not know', () => {
    const error = workerDied({ code: 7, signal: null }, {});
    expect(error).toMatchObject({ message: 'The worker ended by exit code 7.', details: [] });
    expect(error.remedy).toBe('Run it again.');
    const { checkpoint: _, ...early } = state;
    expect(workerDied({ code: 7, signal: null }, early).details).toEqual(['No checkpoint was written yet.']);
  });

  it.each([
    [{ code: null, signal: 'SIGKILL', outOfMemory: true }, 'The kernel ended it', true],
    [{ code: null, signal: 'SIGKILL', outOfMemory: false }, 'Somebody killed it', true],
    [{ code: null, signal: 'SIGABRT' }, 'JavaScript heap', true],
    [{ code: 134, signal: null }, 'JavaScript heap', true],
    [{ code: null, signal: 'SIGSEGV' }, 'Native code crashed', false],
  ] as const)('knows the cause of %o', (ending, cause, memory) => {
    const { details, remedy } = workerDied(ending, state);
    expect(details[0]).toContain(cause);
    expect(remedy.includes('batch_size')).toBe(memory);
  });
});

it('interruptedAt keeps the code and what was said, and adds where it stood', () => {
  const error = new FinetuneGateError('INTERRUPTED', 'The run was cancelled.');
  const told = interruptedAt(error, state);
  expect(told).toMatchObject({ code: 'INTERRUPTED', message: 'The run was cancelled.' });
  expect(told.details).toEqual([
    'It was training, at 1 234 of 4 000 steps.',
    'The last checkpoint is of step 1 200 of 4 000, epoch 3.',
  ]);
  expect(interruptedAt(error, {}).details).toEqual([]);
});

it('oomKills reads what the kernel counts, and knows nothing where it does not', () => {
  const sandbox = new Sandbox();
  const file = sandbox.path('memory.events');
  writeFileSync(file, 'low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n');
  expect(oomKills(file)).toBe(2);
  writeFileSync(file, 'low 0\n');
  expect(oomKills(file)).toBeUndefined();
  expect(oomKills(sandbox.path('none'))).toBeUndefined();
});
