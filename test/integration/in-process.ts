import { runCheck } from '../../src/commands/check.ts';
import { runJob } from '../../src/commands/run-job.ts';
import type { Result } from '../../src/report/result.ts';
import type { Sandbox } from '../sandbox.ts';

/** Runs `finetune-gate train` on the sources, in this process; gives the report and the Markdown. */
export async function train(sandbox: Sandbox, config = 'finetune-gate.yml', output = 'out') {
  const log: string[] = [];
  const { exitCode, reportPath, summaryPath } = await runCheck({
    command: 'train',
    directory: sandbox.folder,
    config,
    engine: 'auto',
    provider: 'auto',
    requireGpu: false,
    output,
    cacheDir: sandbox.path('cache'),
    signal: new AbortController().signal,
    log: line => log.push(line),
    progress: () => {},
    execute: runJob,
  });
  const relative = (path: string) => path.slice(sandbox.folder.length + 1);
  const result: Result = JSON.parse(sandbox.read(relative(reportPath)));
  return { exitCode, result, summary: sandbox.read(relative(summaryPath)), log };
}
