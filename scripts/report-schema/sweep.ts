// report.json of `sweep`, whole.
import { z } from 'zod';
import { METRICS } from '../../src/evaluation/types.ts';
import { SCHEMA_VERSION } from '../../src/report/result.ts';
import type { SweepBaseRow, SweepChoice, SweepRow, SweepSummary } from '../../src/report/sweep-summary.ts';
import type { CurveFit } from '../../src/sweep/learning-curve.ts';
import { jsonSchemaOf, type SchemaOptions } from './json-schema.ts';
import { interval, metrics } from './measures.ts';
import { flag, hash, of, real, text, whole } from './parts.ts';
import { cost, engine } from './result.ts';
import { verdict } from './verdict.ts';

const trial = of<SweepRow>('trial')(
  z.object({
    id: text,
    base: text,
    examples: whole,
    dimensions: whole,
    learningRate: real,
    loss: text,
    tune: text,
    seed: whole,
    epochs: whole,
    metrics: metrics.describe('On the test pairs.'),
    accuracyInterval: interval,
    validation: metrics.describe('On the validation pairs: what is chosen by.'),
    state: z.enum(['chosen', 'equal', 'satisfies', 'none']),
    parameters: whole,
    bestEpoch: whole,
    steps: whole,
    stopped: z.enum(['budget', 'patience', 'target']).optional(),
    seconds: real,
  }),
);

const base = of<SweepBaseRow>()(
  z.object({
    base: text,
    source: z.enum(['hub', 'archive', 'url', 'provider']).optional(),
    revision: hash.optional(),
    architecture: text,
    errorRate: real,
    interval,
  }),
);

const choice = of<SweepChoice>()(
  z.object({
    metric: z.enum(METRICS),
    satisfy: z.array(text),
    none: flag,
    best: text,
    equal: z.array(text),
    chosen: text,
    sentence: text,
  }),
);

const curve = of<CurveFit>()(
  z.object({
    series: text,
    base: text,
    points: z.array(z.object({ examples: whole, errorRate: real, interval, seed: whole })),
    fit: z
      .object({ floor: real, scale: real, exponent: real })
      .optional()
      .describe('floor + scale * examples ** -exponent'),
    needed: z.object({ examples: whole, low: whole, high: whole.nullable() }).optional(),
    sentence: text,
  }),
);

export const sweepSchema = of<SweepSummary>()(
  z.object({
    schemaVersion: z
      .literal(SCHEMA_VERSION)
      .describe('Raised when a field changes its meaning or goes away.'),
    command: z.literal('sweep'),
    tool: z.object({ name: text, version: text }),
    verdict: verdict.describe('Of the chosen trial, on the test pairs.'),
    choice: choice.describe('What was chosen, and why.'),
    strategy: z.enum(['grid', 'random', 'halving']),
    engine,
    precision: text,
    bases: z.array(base).describe('The base models, unmodified.'),
    baselines: z.array(z.object({ name: text, errorRate: real })),
    fingerprint: hash,
    testFingerprint: hash,
    trials: z.array(trial),
    curves: z.array(curve).describe('How the error rate falls with examples.'),
    target: real.describe('The error rate that the curves are asked about.'),
    missing: z.array(z.object({ id: text, settings: text.optional(), reason: text })),
    repeated: z.array(text),
    cost,
    encoderPasses: z.object({ done: whole, everyEpoch: whole }),
    times: z.object({ encode: real, heads: real, total: real }).describe('Seconds.'),
  }),
);

/** JSON Schema of a sweep's `report.json`. */
export const sweepJsonSchema = (options: SchemaOptions = {}): Readonly<Record<string, unknown>> =>
  jsonSchemaOf(sweepSchema, {
    ...options,
    name: 'sweep',
    title: 'finetune-gate sweep',
    description: 'report.json of `sweep` and `collect`.',
  });
