import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as core from '@actions/core';
import type { CheckReport } from '../commands/check-options.ts';

/** Every output of action.yml. What a run did not come to is empty. */
export const OUTPUTS = [
  'verdict',
  'accuracy',
  'error-rate',
  'baseline-error-rate',
  'report',
  'summary',
  'report-html',
  'junit',
  'pairs',
  'model',
  'data-fingerprint',
  'wall-seconds',
  'encode-matrix',
  'train-matrix',
  'chosen',
  'results',
  'artifact-id',
  'artifact-url',
  'release-url',
  'assets',
] as const;

export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>;

type Reported = Pick<CheckReport, 'result' | 'reportPath' | 'summaryPath' | 'modelPath' | 'wallSeconds'>;

/** What a result and the files beside its report say. */
export function outputsOf(report: Reported): Partial<Outputs> {
  const { result, reportPath, summaryPath, modelPath, wallSeconds } = report;
  const bar = result.baselines?.find(baseline => baseline.bar);
  return {
    verdict: result.verdict.outcome,
    accuracy: number(result.candidate?.metrics.accuracy),
    'error-rate': number(result.candidate?.metrics.error_rate),
    'baseline-error-rate': number(bar?.errorRate),
    report: reportPath,
    summary: summaryPath,
    'report-html': beside(reportPath, 'report.html'),
    junit: beside(reportPath, 'junit.xml'),
    pairs: beside(reportPath, 'pairs.jsonl'),
    model: modelPath ?? '',
    'data-fingerprint': result.data?.fingerprint ?? '',
    'wall-seconds': wallSeconds.toFixed(3),
  };
}

/** The path of another file in the report's folder, where the run wrote it. */
export function beside(reportPath: string, name: string): string {
  const path = reportPath && join(dirname(reportPath), name);
  return path && existsSync(path) ? path : '';
}

export function writeOutputs(outputs: Partial<Outputs>): void {
  for (const name of OUTPUTS) core.setOutput(name, outputs[name] ?? '');
}

const number = (value: number | undefined): string =>
  value !== undefined && Number.isFinite(value) ? String(value) : '';
