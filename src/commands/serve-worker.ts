import { toRecord } from '../error-record.ts';
import { toError } from '../errors.ts';
import { EmbedExchange } from './embed-exchange.ts';
import type { WorkerEvent, WorkerRequest } from './job.ts';
import { endWithParent } from './parent-watch.ts';
import { runJob } from './run-job.ts';

/** Milliseconds after which a job is watched over: what ends sooner needs no thread, and starts without one. */
const UNWATCHED_MS = 500;

/** The child process' side: takes one job over IPC, answers with events, and ends. */
export function serveWorker(): void {
  const abort = new AbortController();
  const send = (event: WorkerEvent) => process.send?.(event);
  const services = new EmbedExchange(send);
  const parent = process.ppid;
  // A terminal sends SIGINT, or SIGHUP as it closes, to the whole group; the supervisor decides what it means.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('disconnect', () => process.exit(1));
  process.on('message', async (request: WorkerRequest) => {
    if (request.type === 'abort') return abort.abort();
    if (request.type !== 'start') return services.settle(request);
    setTimeout(endWithParent, UNWATCHED_MS, parent).unref();
    let last: WorkerEvent;
    try {
      last = { type: 'report', report: await runJob(request.job, send, abort.signal, services) };
    } catch (thrown) {
      const error = toError(thrown);
      if (error.code === 'INTERNAL' && thrown instanceof Error)
        send({ type: 'log', line: thrown.stack ?? '' });
      last = { type: 'error', error: toRecord(error) };
    }
    process.send?.(last, () => process.exit(0));
  });
}
