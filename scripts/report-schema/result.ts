// report.json of `check` and `train`, whole.
import { z } from 'zod';
import type { EngineInfo } from '../../src/engine/engine.ts';
import { ENGINES } from '../../src/engine/options.ts';
import {
  type BaselineSummary,
  type CostSummary,
  type ModelSummary,
  type Result,
  type RetrievalSummary,
  SCHEMA_VERSION,
  type TrainingSummary,
} from '../../src/report/result.ts';
import { data } from './data.ts';
import { jsonSchemaOf, type SchemaOptions } from './json-schema.ts';
import {
  added,
  comparison,
  costs,
  curves,
  evaluation,
  flips,
  learningPoint,
  mistake,
  retrievalMetrics,
  seeds,
  slice,
  spending,
} from './measures.ts';
import { flag, hash, of, real, text, whole } from './parts.ts';
import { error, policy, verdict } from './verdict.ts';

const baseline = of<BaselineSummary>()(
  z.object({
    name: text,
    kind: z.enum(['number', 'base-model', 'base-branch', 'model', 'provider', 'record', 'absent', 'refused']),
    errorRate: real.optional(),
    shared: whole.optional(),
    note: text.optional(),
    spending: spending.optional(),
    bar: flag,
    evaluation: evaluation.optional(),
    comparison: comparison.optional(),
  }),
);

const retrieval = of<RetrievalSummary>()(
  z.object({
    queries: whole,
    documents: whole,
    k: z.array(whole),
    fingerprint: hash,
    note: text.optional(),
    candidate: retrievalMetrics,
    baseModel: retrievalMetrics,
  }),
);

const training = of<TrainingSummary>()(
  z.object({
    tune: text,
    loss: text,
    seed: whole,
    epochs: z.array(z.object({ epoch: whole, loss: real, validationAccuracy: real })),
    steps: whole,
    plannedSteps: whole,
    bestEpoch: whole,
    stopped: z.enum(['budget', 'patience', 'target']).optional(),
    matryoshka: z.array(z.object({ dimensions: whole, validationAccuracy: real })).optional(),
    accumulation: z.object({ batchSize: whole, physicalBatch: whole }).optional(),
  }),
);

const model = of<ModelSummary>()(
  z.object({
    base: text,
    source: z.enum(['hub', 'archive', 'url', 'provider']).optional(),
    revision: hash.optional(),
    architecture: text,
    parameters: whole,
    trainedParameters: whole,
    dimensions: whole,
    maxLength: whole,
    weights: hash,
    precision: z.object({ kind: text, agreement: z.object({ meanCosine: real, texts: whole }) }).optional(),
  }),
);

export const engine = of<EngineInfo>()(
  z.object({
    name: z.enum(ENGINES).exclude(['auto']),
    version: text,
    device: text,
    gpu: flag,
    provider: z.enum(['cpu', 'webgpu', 'cuda']).optional(),
    driver: text.optional(),
  }),
);

export const cost = of<CostSummary>()(
  z.object({ textsEncoded: whole, tokensEncoded: whole, textsFound: whole }),
);

export const resultSchema = of<Result>()(
  z.object({
    schemaVersion: z
      .literal(SCHEMA_VERSION)
      .describe('Raised when a field changes its meaning or goes away.'),
    tool: z.object({ name: z.literal('finetune-gate'), version: text }),
    command: z.enum(['check', 'train']),
    verdict: verdict.describe('What was decided, and by what.'),
    error: error.optional().describe('Why nothing could be judged.'),
    candidate: evaluation.optional().describe('The fine-tuned model on the test pairs that judge.'),
    baselines: z.array(baseline).optional().describe('The first is the bar.'),
    retrieval: retrieval.optional(),
    slices: z.array(slice).optional().describe('The pairs that judge, by the values of a column.'),
    seeds: seeds.optional().describe('The same training with several seeds.'),
    added: added.optional().describe('Test pairs that the base branch does not have.'),
    flips: flips.optional().describe('Pairs that the bar decides otherwise.'),
    learningCurve: z.array(learningPoint).optional(),
    curves: curves.optional(),
    training: training.optional(),
    model: model.optional(),
    data: data.optional(),
    policy: policy.optional().describe('Whose rules judged.'),
    engine: engine.optional(),
    costs: costs.optional().describe('Numbers that rules may limit.'),
    cost: cost.optional().describe('What was encoded, and what was found.'),
    mistakes: z.array(mistake).optional().describe('The furthest from the threshold first.'),
    times: z.record(text, real).describe('Seconds.'),
  }),
);

/** JSON Schema of `report.json`. */
export const reportJsonSchema = (options: SchemaOptions = {}): Readonly<Record<string, unknown>> =>
  jsonSchemaOf(resultSchema, {
    ...options,
    name: 'report',
    title: 'finetune-gate report',
    description: 'report.json of `check` and `train`.',
  });
