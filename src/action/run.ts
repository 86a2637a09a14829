import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import * as core from '@actions/core';
import { runCheck } from '../commands/check.ts';
import type { CheckOptions, CheckReport } from '../commands/check-options.ts';
import { onSignals } from '../commands/signals.ts';
import { toError } from '../errors.ts';
import { plain } from '../report/text.ts';
import { EmbeddingCache } from './cache.ts';
import { readContext, refuseForks } from './context.ts';
import { Faces } from './faces.ts';
import { readInputs } from './inputs.ts';
import { jobOf, OUTPUT_FOLDER } from './job.ts';
import { log, progressLog } from './log.ts';
import { refused } from './refused.ts';
import { provideRuntime } from './runtime.ts';
import { failureMessage, type ShowOptions, showReport } from './show.ts';

type Check = (options: CheckOptions) => Promise<CheckReport>;

interface Judged {
  readonly report: CheckReport;
  readonly show: ShowOptions;
  /** To be saved when all else is done. */
  readonly cache?: EmbeddingCache;
}

/**
 * The action: inputs, job context, command, then every face of the report. A failing gate is a result and not an
 * exception, and this is the one place that fails the step.
 *
 * @param check what does the work; tests give their own
 */
export async function runAction(check: Check = runCheck): Promise<void> {
  const interruption = onSignals();
  const { signal } = interruption;
  try {
    const { report, show, cache } = await judged(check, signal);
    await showReport(report, show);
    if (report.exitCode !== 0) core.setFailed(failureMessage(report.result));
    // Last, because it is slow and may be cut off; a cancelled run has no time left for it.
    if (!signal.aborted) await cache?.save();
  } finally {
    interruption.release();
  }
}

async function judged(check: Check, signal: AbortSignal): Promise<Judged> {
  const { env } = process;
  const workspace = env.GITHUB_WORKSPACE || process.cwd();
  let show: ShowOptions = {
    places: { workspace, directory: workspace },
    summaryFile: env.GITHUB_STEP_SUMMARY,
  };
  let output = resolve(env.RUNNER_TEMP || tmpdir(), OUTPUT_FOLDER);
  try {
    maskToken();
    const inputs = readInputs(core.getInput);
    if (!inputs.summary) show = { ...show, summaryFile: undefined };
    const context = readContext(env);
    const job = jobOf(inputs, context);
    show = { ...show, places: { workspace, directory: job.directory } };
    output = job.output;
    const faces = await Faces.open({ inputs, context, places: show.places, env, signal, notice });
    show = { ...show, faces };
    refuseForks(context, inputs['allow-forks']);

    const cache = inputs.cache && job.cacheDir ? await restore(job.cacheDir, signal) : undefined;
    const runtime = await provideRuntime(job, { cache: context.tools, signal, log, env, notice });
    core.startGroup(`finetune-gate ${job.command}`);
    const asked = { ...job, ...(runtime !== undefined && { runtime }) };
    const report = await check({
      ...asked,
      signal,
      log,
      progress: progressLog(),
      onSecret: core.setSecret,
    }).finally(core.endGroup);
    // What the run of a fork computed is not handed to others.
    return { report, show, ...(cache && !context.fork && { cache }) };
  } catch (thrown) {
    const error = toError(thrown);
    if (error.code === 'INTERNAL')
      log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    return { report: await refused(error, output), show };
  }
}

/** Before anything else could write it to the log. */
function maskToken(): void {
  const token = core.getInput('github-token');
  if (token) core.setSecret(token);
}

function restore(folder: string, signal: AbortSignal): Promise<EmbeddingCache | undefined> {
  return EmbeddingCache.restore({ folder, signal, info: log, notice });
}

const notice = (text: string): void => core.notice(plain(text));
