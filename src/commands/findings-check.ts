import { z } from 'zod';
import { evaluateAt } from '../evaluation/evaluate.ts';
import { type Evaluation, METRICS } from '../evaluation/types.ts';
import type { JudgedSplit, SweepFindings } from './sweep-records.ts';

const count = z.int().min(0);
/** Any of JavaScript's, also those that JSON has no text for. */
const number = z.custom<number>(value => typeof value === 'number');

const split = z.looseObject({
  n: count,
  labels: z.instanceof(Uint8Array),
  keys: z.array(z.string()),
  clusters: z.instanceof(Int32Array),
  slices: z.record(z.string(), z.looseObject({ values: z.array(z.string()), of: z.instanceof(Int32Array) })),
});
const evaluation = z.looseObject({
  n: count,
  threshold: number,
  thresholdSource: z.enum(['validation', 'logistic', 'fixed']),
  metrics: z.record(z.enum(METRICS), number),
  scores: z.instanceof(Float64Array),
  correct: z.array(z.boolean()),
});
const missing = z.looseObject({ id: z.string(), reason: z.string() });
const cost = z.looseObject({ textsEncoded: count, tokensEncoded: count });
const content = z.looseObject({
  encoded: z.array(cost),
  findings: z.looseObject({
    shared: z.looseObject({
      fingerprint: z.string(),
      testFingerprint: z.string(),
      examples: count,
      validation: split,
      test: split,
    }),
    bases: z.array(
      z.looseObject({
        base: z.string(),
        model: z.looseObject({ architecture: z.string(), weights: z.string() }),
        engine: z.looseObject({
          name: z.string(),
          version: z.string(),
          device: z.string(),
          gpu: z.boolean(),
        }),
        validation: evaluation,
        test: evaluation,
      }),
    ),
    trials: z.array(
      z.looseObject({
        point: z.looseObject({ id: z.string(), base: z.string() }),
        examples: count,
        training: z.looseObject({
          tune: z.string(),
          loss: z.string(),
          epochs: z.array(z.looseObject({ epoch: count })),
          steps: count,
          bestEpoch: count,
        }),
        validation: evaluation,
        test: evaluation,
        dimensions: count,
        parameters: count,
        weights: z.string().optional(),
        passes: z.looseObject({ done: count, again: count, everyEpoch: count }),
        seconds: number,
      }),
    ),
    missing: z.array(missing).optional(),
    cost: cost.extend({ textsFound: count }),
    times: z.record(z.string(), number),
  }),
  weights: z.record(z.string(), z.looseObject({ bytes: count, sha256: z.string() })),
});

/** What is amiss with findings, in words that follow a name; undefined when nothing is. What they claim is computed again. */
export function findingsFault(found: unknown): string | undefined {
  const parsed = content.safeParse(found);
  if (!parsed.success) {
    const { path = [] } = parsed.error.issues[0] ?? {};
    return `is not what this program writes, at ${path.join('.').slice(0, 100)}`;
  }
  const { shared, bases, trials } = (found as { readonly findings: SweepFindings }).findings;
  if (!isWhole(shared.validation) || !isWhole(shared.test)) return 'has pairs of which not all is told';
  if (trials.some(({ point }) => !bases.some(({ base }) => base === point.base)))
    return 'has trials of a base model that it does not tell of';
  for (const { validation, test } of [...bases, ...trials])
    if (!isOf(validation, shared.validation) || !isOf(test, shared.test))
      return 'has metrics that are not those of its scores';
  return undefined;
}

function isWhole({ n, labels, keys, clusters, slices }: JudgedSplit): boolean {
  const columns = [labels, keys, clusters, ...Object.values(slices).map(({ of }) => of)];
  return columns.every(({ length }) => length === n) && labels.every(label => label <= 1);
}

/** Whether an evaluation is what its scores and threshold make of the pairs. */
function isOf(told: Evaluation, { n, labels }: JudgedSplit): boolean {
  const { scores, threshold, thresholdSource } = told;
  if (told.n !== n || scores.length !== n || told.correct.length !== n) return false;
  const { metrics, correct } = evaluateAt({ scores, labels }, threshold, thresholdSource);
  return (
    METRICS.every(name => Object.is(metrics[name], told.metrics[name])) &&
    correct.every((one, i) => one === told.correct[i])
  );
}
