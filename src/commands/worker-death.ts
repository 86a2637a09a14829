import { readFileSync } from 'node:fs';
import { FinetuneGateError } from '../errors.ts';
import type { CheckpointEvent, WorkerEvent } from './job.ts';
import { grouped, phaseText } from './progress.ts';

type ProgressEvent = Extract<WorkerEvent, { type: 'progress' }>;

/** What is known of a run that did not come to its end. */
export interface LastState {
  progress?: ProgressEvent;
  checkpoint?: CheckpointEvent;
}

/** How a process ended, as Node tells it. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether the kernel counted a process that it ended for want of memory meanwhile; undefined where it does not tell. */
  readonly outOfMemory?: boolean;
}

/** A worker that ended without an answer, nobody having asked for it. */
export function workerDied(ending: Ending, state: LastState): FinetuneGateError {
  const { progress } = state;
  const during = progress ? ` while ${phaseText(progress)}` : '';
  const by = ending.signal ?? `exit code ${ending.code}`;
  const cause = causeOf(ending);
  return new FinetuneGateError('WORKER_DIED', `The worker ended by ${by}${during}.`, {
    details: [...(cause ? [cause] : []), ...details(state)],
    remedy: [
      again(state),
      isMemory(ending) && 'If memory ran out: lower `train.batch_size` or take a larger machine.',
    ]
      .filter(Boolean)
      .join(' '),
  });
}

/** The same error of a run that was cancelled, with what it leaves behind. */
export function interruptedAt(error: FinetuneGateError, state: LastState): FinetuneGateError {
  const { progress } = state;
  const at = progress ? [`It was ${phaseText(progress)}.`] : [];
  return new FinetuneGateError(error.code, error.message, {
    details: [...error.details, ...at, ...details(state)],
    remedy: again(state),
    cause: error.cause,
  });
}

function details({ checkpoint, progress }: LastState): string[] {
  if (checkpoint) return [`The last checkpoint is of ${stepText(checkpoint)}.`];
  return progress?.phase === 'train' ? ['No checkpoint was written yet.'] : [];
}

function again({ checkpoint }: LastState): string {
  return checkpoint ? `Run it again: it resumes at ${stepText(checkpoint)}.` : 'Run it again.';
}

const stepText = ({ step, totalSteps, epoch }: CheckpointEvent) =>
  `step ${grouped(step)} of ${grouped(totalSteps)}, epoch ${epoch}`;

const isMemory = ({ signal, code }: Ending) => signal === 'SIGKILL' || signal === 'SIGABRT' || code === 134;

function causeOf({ signal, code, outOfMemory }: Ending): string | undefined {
  if (signal === 'SIGKILL') {
    return outOfMemory
      ? 'The kernel ended it, or a process beside it, because memory ran out.'
      : 'Somebody killed it, or the kernel did because memory ran out: `dmesg` says so where it did.';
  }
  if (signal === 'SIGABRT' || code === 134)
    return 'Native code or the JavaScript heap gave up, as they do when memory runs out; the lines before say why.';
  if (signal === 'SIGSEGV' || signal === 'SIGBUS' || signal === 'SIGILL' || signal === 'SIGFPE')
    return 'Native code crashed: an engine, or the driver of its device.';
  return undefined;
}

/** Processes that the kernel ended in this control group for want of memory; undefined where it does not say. */
export function oomKills(file = '/sys/fs/cgroup/memory.events'): number | undefined {
  try {
    const [, count] = /^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
    return count === undefined ? undefined : Number(count);
  } catch {
    return undefined;
  }
}
