import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleSweep } from '../../../fixtures/report/sample-sweep.ts';
import { of } from '../../../scripts/report-schema/parts.ts';
import { reportJsonSchema } from '../../../scripts/report-schema/result.ts';
import { sweepJsonSchema } from '../../../scripts/report-schema/sweep.ts';
import { toJson } from '../../../src/report/json.ts';
import type { Result } from '../../../src/report/result.ts';
import { sweepJson } from '../../../src/report/sweep.ts';
import { train } from '../../integration/in-process.ts';
import { fixtureConfig, fixtureRepository } from '../../sandbox.ts';
import { full } from './full-sample.ts';
import { errored, failing, leaking, overBudget, passing } from './samples.ts';

const compile = (strict: boolean) => new Ajv2020({ allErrors: true }).compile(reportJsonSchema({ strict }));
const strict = compile(true);
const committed = compile(false);

/** Faults of report.json by the schema that knows no other fields. */
function faults(result: unknown): string[] {
  const valid = strict(result);
  return valid ? [] : (strict.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const written = (result: Result): Record<string, unknown> => JSON.parse(toJson(result));

describe('the schema of report.json', () => {
  it('is of draft 2020-12, with an identifier that names no host', () => {
    expect(reportJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:finetune-gate:report:1',
      required: ['schemaVersion', 'tool', 'command', 'verdict', 'times'],
    });
  });

  it.each(Object.entries({ passing, failing, leaking, overBudget, errored, full }))(
    'takes the report %s',
    (_, result) => {
      expect(faults(written(result))).toEqual([]);
    },
  );

  it('takes what this program writes', async () => {
    const good = fixtureRepository(fixtureConfig());
    const bad = fixtureRepository(`${fixtureConfig()}budgit: 3\n`);
    const results = [await train(good), await train(bad)].map(({ result }) => result);
    expect(results.map(({ verdict }) => verdict.outcome)).toEqual(['pass', 'error']);
    for (const result of results) expect(faults(result)).toEqual([]);
  });

  it('takes null for a number that JSON cannot write, and no text', () => {
    const candidate = { ...passing.candidate!, threshold: Number.POSITIVE_INFINITY };
    expect(faults(written({ ...passing, candidate }))).toEqual([]);
    const report = written(passing);
    expect(faults({ ...report, candidate: { ...candidate, threshold: '0.7' } })).toEqual([
      '/candidate/threshold must be number,null',
    ]);
  });

  it('refuses a report with a field gone, of another type, or that it does not know', () => {
    const { verdict: _, ...rest } = written(passing);
    expect(faults(rest)).toEqual([" must have required property 'verdict'"]);
    expect(faults({ ...written(passing), command: 'sweep' })).toHaveLength(1);
    const { accuracy: __, ...metrics } = passing.candidate!.metrics;
    expect(faults(written({ ...passing, candidate: { ...passing.candidate!, metrics } as never }))).toEqual([
      "/candidate/metrics must have required property 'accuracy'",
    ]);
    const more = { ...written(passing), later: 1 };
    expect(faults(more)).toEqual([' must NOT have additional properties']);
    expect(committed(more)).toBe(true);
  });

  it.each([
    ['a sweep', sampleSweep()],
    ['a single trial', sampleSweep({ sizes: [800], dimensions: [256] })],
    ['several seeds', sampleSweep({ seeds: [1, 2] })],
  ])('takes what is written of %s', (_, summary) => {
    const check = new Ajv2020({ allErrors: true }).compile(sweepJsonSchema({ strict: true }));
    const report = JSON.parse(sweepJson(summary));
    expect(check(report), JSON.stringify(check.errors)).toBe(true);
    expect(check({ ...report, later: 1 })).toBe(false);
    expect(check({ ...report, trials: [{ ...report.trials[0], state: 'best' }] })).toBe(false);
    const metrics = { ...report.trials[0].metrics, roc_auc: null };
    expect(check({ ...report, trials: [{ ...report.trials[0], metrics }] })).toBe(true);
  });

  it('is compared with the type of the report by the compiler', () => {
    interface Given {
      readonly a: number;
      readonly b?: readonly string[];
    }
    of<Given>()(z.object({ a: z.number(), b: z.array(z.string()).optional() }));
    // @ts-expect-error a field that the schema has not
    of<Given>()(z.object({ a: z.number() }));
    // @ts-expect-error a field that the type has not
    of<Given>()(z.object({ a: z.number(), b: z.array(z.string()).optional(), c: z.string().optional() }));
    // @ts-expect-error a field that need not be there
    of<Given>()(z.object({ a: z.number(), b: z.array(z.string()) }));
    // @ts-expect-error a field of another type
    expect(of<Given>()(z.object({ a: z.string(), b: z.array(z.string()).optional() }))).toBeDefined();
  });
});
