import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReport } from '../commands/check-options.ts';
import { failedResult } from '../commands/judge.ts';
import { planOutputs } from '../commands/plan-outputs.ts';
import type { SweepPlan } from '../commands/plan-sweep.ts';
import { Stopwatch } from '../commands/stopwatch.ts';
import type { Said } from '../commands/verb.ts';
import type { FinetuneGateError } from '../errors.ts';
import { fence } from '../report/escape.ts';
import { toMarkdown } from '../report/markdown.ts';
import { headlineOf } from '../report/outcome.ts';
import type { Result } from '../report/result.ts';
import type { SweepSummary } from '../report/sweep-summary.ts';
import { toTerminal } from '../report/terminal.ts';
import { plain } from '../report/text.ts';
import type { ActionCommand } from './inputs.ts';
import { beside, type Outputs, outputsOf } from './outputs.ts';

/** What came of a command, for every face of it. */
export interface Outcome {
  /** 0 when the step passes. */
  readonly exitCode: number;
  /** For the log. */
  readonly text: string;
  /** What the failed step says about itself. */
  readonly headline: string;
  /** What stands beside the change, in the comment and in the check run. */
  readonly result?: Result;
  /** Markdown of so many bytes at most. */
  readonly summary: (maxBytes: number) => string;
  readonly outputs: Partial<Outputs>;
}

/** Of `check` and `train`. */
export function ofReport(report: CheckReport): Outcome {
  const { result, exitCode, reportPath, modelPath = '' } = report;
  return {
    ...ofResult(result, exitCode),
    text: toTerminal(result, { written: { report: reportPath, model: modelPath } }),
    outputs: outputsOf(report),
  };
}

/** Of a command that did not come to a report, and writes none. */
export function ofError(command: ActionCommand, error: FinetuneGateError): Outcome {
  const result = failedResult(command === 'check' ? 'check' : 'train', error, new Stopwatch());
  return {
    ...ofResult(result, error.exitCode),
    text: toTerminal(result, {}),
    outputs: { verdict: 'error' },
  };
}

/**
 * Of a command of the terminal, by what it said and wrote.
 *
 * @param output its folder
 * @param seconds that it took
 */
export function ofSaid(command: ActionCommand, said: Said, output: string, seconds: number): Outcome {
  const { text, exitCode = 0 } = said;
  const took = { 'wall-seconds': seconds.toFixed(3) };
  const written = command === 'sweep' || command === 'collect' ? sweepOf(output, seconds) : undefined;
  const lines = text.trimEnd().split('\n');
  return {
    exitCode,
    text,
    headline: `${command} ended with exit code ${exitCode}: ${plain(lines.at(-1) ?? '', 200)}`,
    summary: maxBytes => fitting(`## finetune-gate ${command}\n\n${fence(lines)}\n`, maxBytes),
    ...written,
    outputs: { ...written?.outputs, ...took, ...outputsOfSaid(command, said, output) },
  };
}

function ofResult(result: Result, exitCode: number): Omit<Outcome, 'text' | 'outputs'> {
  const { verdict, error } = result;
  return {
    result,
    exitCode,
    headline: `${plain(headlineOf(verdict))}${error ? ` (${error.code})` : ''}`,
    summary: maxBytes => toMarkdown(result, { maxBytes }),
  };
}

type Sweep = Pick<Outcome, 'outputs'> & Partial<Pick<Outcome, 'result' | 'headline' | 'summary'>>;

/** The files of a sweep; the chosen trial's own report is that of a training run. */
function sweepOf(output: string, seconds: number): Sweep {
  const reportPath = join(output, 'report.json');
  const sweep = parsed<Partial<SweepSummary>>(text(reportPath));
  const chosen = parsed<Result>(text(join(output, 'chosen', 'report.json')));
  const summaryPath = beside(reportPath, 'summary.md');
  const modelPath = beside(reportPath, 'model');
  const one = chosen && {
    ...outputsOf({ result: chosen, reportPath, summaryPath, modelPath, wallSeconds: seconds }),
    pairs: beside(reportPath, 'pairs.jsonl') || beside(reportPath, join('chosen', 'pairs.jsonl')),
  };
  return {
    ...(chosen && { result: chosen }),
    ...(sweep?.verdict && { headline: plain(headlineOf(sweep.verdict)) }),
    ...(summaryPath && { summary: maxBytes => fitting(text(summaryPath) ?? '', maxBytes) }),
    outputs: {
      ...one,
      report: sweep ? reportPath : '',
      summary: summaryPath,
      ...(sweep?.verdict && { verdict: sweep.verdict.outcome }),
      ...(sweep?.choice && { chosen: sweep.choice.chosen }),
      results: beside(reportPath, 'results.csv'),
    },
  };
}

interface Published {
  /** Its address. */
  readonly release?: unknown;
  readonly folder?: unknown;
}

function outputsOfSaid(command: ActionCommand, { json }: Said, output: string): Partial<Outputs> {
  if (command === 'plan') {
    const plan = parsed<SweepPlan>(json);
    return plan ? planOutputs(plan) : {};
  }
  if (command !== 'publish') return {};
  const { release, folder = output } = parsed<Published>(json) ?? {};
  return { assets: String(folder), ...(typeof release === 'string' && { 'release-url': release }) };
}

function parsed<T>(json: string | undefined): T | undefined {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as T);
  } catch {
    return undefined;
  }
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** A summary that is one byte too long is not shown at all, and one that is cut may be no Markdown any more. */
function fitting(markdown: string, maxBytes: number): string {
  if (Buffer.byteLength(markdown) <= maxBytes) return markdown;
  const short = 'The summary has no room here; it is in summary.md of the run.\n';
  return Buffer.byteLength(short) <= maxBytes ? short : '';
}
