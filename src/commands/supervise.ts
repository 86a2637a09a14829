import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fromRecord } from '../error-record.ts';
import { FinetuneGateError } from '../errors.ts';
import { answerRequest, type Services } from './embed-exchange.ts';
import type { Emit, Execute, Job, JobReport, WorkerEvent } from './job.ts';
import { interruptedAt, type LastState, oomKills, workerDied } from './worker-death.ts';
import { takeWorker, workerFile } from './worker-process.ts';

/** Milliseconds that a worker has to stop by itself before it is killed; a runner's own limit is 7.5 s. */
const GRACE_MS = 4_500;

/**
 * Runs a job in a child process that can always be ended. Native inference blocks its event loop, and CUDA's library
 * path must be set before a process starts: both are why the heavy work never runs in the supervisor.
 *
 * @param worker the built worker's file; beside the bundle by default
 * @throws FinetuneGateError the worker's own error, INTERRUPTED when aborted, WORKER_DIED when it ends without an answer;
 *   the last two with how far it was and where a rerun begins
 */
export function inWorker(worker = workerFile()): Execute {
  const execute = (job: Job, emit: Emit, signal: AbortSignal, services?: Services): Promise<JobReport> => {
    if (signal.aborted) return Promise.reject(interrupted());
    return supervise(takeWorker(worker), job, emit, signal, services);
  };
  return execute as Execute;
}

function supervise(
  child: ChildProcess,
  job: Job,
  emit: Emit,
  signal: AbortSignal,
  services: Services | undefined,
): Promise<JobReport> {
  // Nobody waits for what a provider would answer to a worker that is gone.
  const gone = new AbortController();
  return new Promise((resolve, reject) => {
    let last: WorkerEvent | undefined;
    const state: LastState = {};
    const killsBefore = oomKills();
    let timer: NodeJS.Timeout | undefined;
    const abort = () => {
      if (child.connected) child.send({ type: 'abort' });
      timer = setTimeout(() => child.kill('SIGKILL'), graceOf(signal));
    };
    signal.addEventListener('abort', abort, { once: true });
    // Libraries print what a model's files say; only `emit` makes a line harmless for whoever reads the log.
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface(stream).on('line', line => emit({ type: 'log', line }));
    }
    child.on('message', (event: WorkerEvent) => {
      if (event.type === 'report' || event.type === 'error') last = event;
      else if (event.type === 'embed')
        answerRequest(child, event, services, AbortSignal.any([signal, gone.signal]));
      else {
        if (event.type === 'progress') state.progress = event;
        if (event.type === 'checkpoint') state.checkpoint = event;
        emit(event);
      }
    });
    child.on('error', error => reject(new FinetuneGateError('WORKER_DIED', error.message, { cause: error })));
    child.on('exit', (code, killed) => {
      clearTimeout(timer);
      gone.abort();
      signal.removeEventListener('abort', abort);
      if (last?.type === 'report') return resolve(last.report);
      const error = last?.type === 'error' ? fromRecord(last.error) : undefined;
      if (signal.aborted && (!error || error.code === 'INTERRUPTED'))
        return reject(interruptedAt(interrupted(), state));
      if (error) return reject(error);
      const killsAfter = oomKills();
      const outOfMemory = killsBefore !== undefined && killsAfter !== undefined && killsAfter > killsBefore;
      reject(workerDied({ code, signal: killed, outOfMemory }, state));
    });
    child.send({ type: 'start', job });
  });
}

/** A run over its budget has had its time: what keeps a worker from stopping then is a hang, or one long step. */
function graceOf({ reason }: AbortSignal): number {
  return reason instanceof FinetuneGateError && reason.code === 'BUDGET_EXCEEDED' ? 500 : GRACE_MS;
}

function interrupted(): FinetuneGateError {
  return new FinetuneGateError('INTERRUPTED', 'The run was cancelled.');
}
