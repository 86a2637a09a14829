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
  'model',
  'data-fingerprint',
  'wall-seconds',
] as const;

export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>;

export function outputsOf(report: CheckReport): Outputs {
  const { result, reportPath, summaryPath, modelPath, wallSeconds } = report;
  const bar = result.baselines?.find(baseline => baseline.bar);
  return {
    verdict: result.verdict.outcome,
    accuracy: number(result.candidate?.metrics.accuracy),
    'error-rate': number(result.candidate?.metrics.error_rate),
    'baseline-error-rate': number(bar?.errorRate),
    report: reportPath,
    summary: summaryPath,
    model: modelPath ?? '',
    'data-fingerprint': result.data?.fingerprint ?? '',
    'wall-seconds': wallSeconds.toFixed(3),
  };
}

export function writeOutputs(outputs: Outputs): void {
  for (const name of OUTPUTS) core.setOutput(name, outputs[name]);
}

const number = (value: number | undefined): string =>
  value !== undefined && Number.isFinite(value) ? String(value) : '';
