import { runCheck } from '../../src/commands/check.ts';
import type { CheckOptions } from '../../src/commands/check-options.ts';
import type { Execute, JobReport, TrialReport } from '../../src/commands/job.ts';
import { runJob } from '../../src/commands/run-job.ts';
import type { Result } from '../../src/report/result.ts';
import type { Sandbox } from '../sandbox.ts';

/** Runs `finetune-gate train` on the sources, in this process; gives the report and the Markdown. */
export function train(sandbox: Sandbox, config = 'finetune-gate.yml', output = 'out') {
  return run(sandbox, { command: 'train', config, output });
}

/** The same with `check` against a branch; gives what the worker measured as well. */
export async function check(sandbox: Sandbox, baseRef: string, output = 'out') {
  let report: TrialReport | undefined;
  const execute: Execute = async (job, emit, signal) => {
    const measured = await runJob(job, emit, signal);
    report = measured as JobReport as TrialReport;
    return measured;
  };
  const ran = await run(sandbox, { command: 'check', config: 'finetune-gate.yml', output, baseRef, execute });
  return { ...ran, report };
}

type Options = Pick<CheckOptions, 'command' | 'config' | 'output' | 'baseRef' | 'execute'>;

async function run(sandbox: Sandbox, options: Options) {
  const log: string[] = [];
  const { exitCode, reportPath, summaryPath } = await runCheck({
    directory: sandbox.folder,
    engine: 'auto',
    provider: 'auto',
    requireGpu: false,
    cacheDir: sandbox.path('.git/cache'),
    signal: new AbortController().signal,
    log: line => log.push(line),
    progress: () => {},
    execute: runJob,
    ...options,
  });
  const relative = (path: string) => path.slice(sandbox.folder.length + 1);
  const result: Result = JSON.parse(sandbox.read(relative(reportPath)));
  return { exitCode, result, summary: sandbox.read(relative(summaryPath)), log };
}
