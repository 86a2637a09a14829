import { dedupeTexts } from './dedupe-texts.ts';
import { diffVersions } from './diff-versions.ts';
import type { Services } from './embed-exchange.ts';
import { encodeFile } from './encode-file.ts';
import type { Emit, Execute, Job, JobReport } from './job.ts';
import { mineNegatives } from './mine-negatives.ts';
import { suggestPairs } from './suggest-pairs.ts';
import { encodeSweepTexts } from './sweep-texts.ts';
import { runSweepTrials } from './sweep-trials.ts';
import { runTrial } from './trial.ts';

function run(job: Job, emit: Emit, signal: AbortSignal, services?: Services): Promise<JobReport> {
  switch (job.kind) {
    case 'trial':
      return runTrial(job, emit, signal, services);
    case 'sweep':
      return runSweepTrials(job, emit, signal);
    case 'sweep-texts':
      return encodeSweepTexts(job, emit, signal);
    case 'encode':
      return encodeFile(job, emit, signal);
    case 'dedupe':
      return dedupeTexts(job, emit, signal);
    case 'mine':
      return mineNegatives(job, emit, signal);
    case 'data-diff':
      return diffVersions(job, signal);
    case 'suggest':
      return suggestPairs(job, emit, signal);
  }
}

/** Runs a job in this process. */
export const runJob = run as Execute;
