import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { CheckOptions, CheckReport } from '../../../src/commands/check-options.ts';
import { ERROR_CODES } from '../../../src/error-codes.ts';
import { exitCode } from '../../../src/gate/decide.ts';
import type { Result } from '../../../src/report/result.ts';

/** The payload of a pull request; `head` is the repository that its files come from, null when that was deleted. */
export const pullRequest = (head: string | null = 'acme/search') => ({
  pull_request: {
    number: 7,
    base: { ref: 'main', sha: 'b'.repeat(40), repo: { full_name: 'acme/search' } },
    head: { ref: 'pairs', sha: 'c'.repeat(40), repo: head === null ? null : { full_name: head } },
  },
});

/** This process as a runner would have set it up: its environment, its files, its standard output. */
export class Runner {
  readonly folder = mkdtempSync(join(tmpdir(), 'runner-'));
  #written = '';

  constructor(
    inputs: Record<string, string> = {},
    event: unknown = pullRequest(),
    env: Record<string, string> = {},
  ) {
    for (const folder of ['workspace', 'temp']) mkdirSync(join(this.folder, folder));
    for (const file of ['output', 'summary']) writeFileSync(join(this.folder, file), '');
    writeFileSync(join(this.folder, 'event.json'), typeof event === 'string' ? event : JSON.stringify(event));
    for (const name of Object.keys(process.env)) {
      if (/^(INPUT|GITHUB|RUNNER|ACTIONS)_/.test(name)) vi.stubEnv(name, undefined);
    }
    const set = {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: this.path('event.json'),
      GITHUB_WORKSPACE: this.path('workspace'),
      GITHUB_OUTPUT: this.path('output'),
      GITHUB_STEP_SUMMARY: this.path('summary'),
      RUNNER_TEMP: this.path('temp'),
      RUNNER_ENVIRONMENT: 'github-hosted',
      INPUT_CACHE: 'false',
      ...env,
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
    };
    for (const [name, value] of Object.entries(set)) vi.stubEnv(name, value);
    vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
      this.#written += chunk;
      return true;
    });
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Everything on standard output, which a runner reads line by line. */
  get log(): string {
    return this.#written;
  }

  /** Lines that a runner takes for commands, e.g. `::error file=…::…`. */
  get commands(): string[] {
    return this.log.split(/\r\n|\n|\r/).filter(line => /^\s*::|##\[/.test(line));
  }

  get summary(): string {
    return readFileSync(this.path('summary'), 'utf8');
  }

  /** What a runner reads from GITHUB_OUTPUT. */
  get outputs(): Record<string, string> {
    const text = readFileSync(this.path('output'), 'utf8');
    const found = [...text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)];
    return Object.fromEntries(found.map(([, name, , value]) => [name ?? '', value ?? '']));
  }

  /** Ends the pretence. */
  close(): void {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    process.exitCode = undefined;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A command that does no work: it keeps what it was asked for and answers with `result`. */
export function fakeCheck(result: Result, during?: (options: CheckOptions) => void | Promise<void>) {
  const asked: CheckOptions[] = [];
  const check = async (options: CheckOptions): Promise<CheckReport> => {
    asked.push(options);
    await during?.(options);
    return {
      result,
      exitCode: result.error ? ERROR_CODES[result.error.code].exit : exitCode(result.verdict),
      reportPath: join(options.output, 'report.json'),
      summaryPath: join(options.output, 'summary.md'),
      ...(result.training && { modelPath: join(options.output, 'model') }),
      wallSeconds: 74.31,
    };
  };
  return { check, asked };
}
