import { encodeFile } from './encode-file.ts';
import type { Emit, Execute, Job, JobReport } from './job.ts';
import { runTrial } from './trial.ts';

const run = (job: Job, emit: Emit, signal: AbortSignal): Promise<JobReport> =>
  job.kind === 'trial' ? runTrial(job, emit, signal) : encodeFile(job, emit, signal);

/** Runs a job in this process. */
export const runJob = run as Execute;
