import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FinetuneGateError, fromRecord } from '../errors.ts';
import type { Emit, Execute, Job, JobReport, WorkerEvent } from './job.ts';

/** Milliseconds that a worker has to stop by itself before it is killed; a runner's own limit is 7.5 s. */
const GRACE_MS = 5_000;

/**
 * Runs a job in a child process that can always be ended. Native inference blocks its event loop, and CUDA's library
 * path must be set before a process starts: both are why the heavy work never runs in the supervisor.
 *
 * @param worker the built worker's file; beside the bundle by default
 * @throws FinetuneGateError the worker's own error, INTERRUPTED when aborted, WORKER_DIED when it ends without an answer
 */
export function inWorker(worker = fileURLToPath(new URL('./worker.js', import.meta.url))): Execute {
  const execute = (job: Job, emit: Emit, signal: AbortSignal): Promise<JobReport> => {
    if (signal.aborted) return Promise.reject(interrupted());
    const child = fork(worker, [], { serialization: 'advanced', env: workerEnvironment(process.env) });
    return supervise(child, job, emit, signal);
  };
  return execute as Execute;
}

function supervise(child: ChildProcess, job: Job, emit: Emit, signal: AbortSignal): Promise<JobReport> {
  return new Promise((resolve, reject) => {
    let last: WorkerEvent | undefined;
    let timer: NodeJS.Timeout | undefined;
    const abort = () => {
      if (child.connected) child.send({ type: 'abort' });
      timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    };
    signal.addEventListener('abort', abort, { once: true });
    child.on('message', (event: WorkerEvent) => {
      if (event.type === 'report' || event.type === 'error') last = event;
      else emit(event);
    });
    child.on('error', error => reject(new FinetuneGateError('WORKER_DIED', error.message, { cause: error })));
    child.on('exit', (code, killed) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      if (last?.type === 'report') resolve(last.report);
      else if (last?.type === 'error') reject(fromRecord(last.error));
      else if (signal.aborted) reject(interrupted());
      else
        reject(new FinetuneGateError('WORKER_DIED', `The worker ended by ${killed ?? `exit code ${code}`}.`));
    });
    child.send({ type: 'start', job });
  });
}

function interrupted(): FinetuneGateError {
  return new FinetuneGateError('INTERRUPTED', 'The run was cancelled.');
}

/** Keys and tokens stay with the supervisor: the worker reads untrusted data and its log is shown. */
export function workerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secret = /^(INPUT_|ACTIONS_|GITHUB_TOKEN$)|(_KEY|_TOKEN|_SECRET|_PASSWORD)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.test(name)));
}
