import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { outputsOf, writeOutputs } from '../../../src/action/outputs.ts';
import { errored, passing } from '../report/samples.ts';
import { Runner } from './runner.ts';

const report = {
  exitCode: 0,
  reportPath: '/o/report.json',
  summaryPath: '/o/summary.md',
  wallSeconds: 0.0421,
} as const;

describe('outputsOf', () => {
  it('gives full precision, and the bar among several baselines', () => {
    const baselines = [...passing.baselines!].reverse();
    const metrics = { ...passing.candidate!.metrics, accuracy: 2 / 3, error_rate: 1 / 3 };
    const result = { ...passing, baselines, candidate: { ...passing.candidate!, metrics } };
    expect(outputsOf({ ...report, result, modelPath: '/o/model' })).toMatchObject({
      accuracy: '0.6666666666666666',
      'error-rate': '0.3333333333333333',
      'baseline-error-rate': '0.188',
      model: '/o/model',
      'wall-seconds': '0.042',
    });
  });

  it('is empty where a run did not come to', () => {
    expect(outputsOf({ ...report, result: errored })).toEqual({
      verdict: 'error',
      accuracy: '',
      'error-rate': '',
      'baseline-error-rate': '',
      report: '/o/report.json',
      summary: '/o/summary.md',
      'report-html': '',
      junit: '',
      pairs: '',
      model: '',
      'data-fingerprint': '',
      'wall-seconds': '0.042',
    });
  });
});

describe('outputsOf, of the files beside the report', () => {
  it('names those that are there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'outputs-'));
    for (const file of ['junit.xml', 'pairs.jsonl']) writeFileSync(join(folder, file), '');
    const reportPath = join(folder, 'report.json');
    expect(outputsOf({ ...report, reportPath, result: passing })).toMatchObject({
      junit: join(folder, 'junit.xml'),
      pairs: join(folder, 'pairs.jsonl'),
      'report-html': '',
    });
    expect(outputsOf({ ...report, reportPath: '', result: passing })).toMatchObject({ junit: '', pairs: '' });
  });
});

describe('writeOutputs', () => {
  let runner: Runner;
  afterEach(() => runner.close());

  it('writes values that cannot become other outputs', () => {
    runner = new Runner();
    const value = 'a\nmodel<<x\n/etc\nx\nverdict=pass';
    writeOutputs({ ...outputsOf({ ...report, result: errored }), 'data-fingerprint': value });
    expect(runner.outputs).toMatchObject({ verdict: 'error', model: '', 'data-fingerprint': value });
  });
});
