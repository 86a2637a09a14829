// What was decided, by whose policy, or why nothing was.
import { z } from 'zod';
import type { ErrorCode } from '../../src/error-codes.ts';
import type { ErrorRecord } from '../../src/error-record.ts';
import type { Forecast, RuleOutcome, Verdict } from '../../src/gate/verdict.ts';
import type { PolicySummary } from '../../src/report/result.ts';
import { interval } from './measures.ts';
import { flag, hash, of, real, text, whole } from './parts.ts';

const outcome = z.enum(['pass', 'fail', 'budget', 'error']);

const rule = of<RuleOutcome>('rule')(
  z.object({
    rule: text,
    state: z.enum(['holds', 'broken', 'inconclusive']),
    expected: text,
    actual: text,
    interval: interval.optional(),
    pValue: real.optional(),
    adjustedPValue: real.optional(),
    n: whole,
    morePairs: whole.optional(),
    unopposed: z.literal(true).optional(),
    sentence: text,
  }),
);

export const forecast = of<Forecast>('forecast')(z.object({ estimate: real, low: real, high: real }));

export const verdict = of<Verdict>()(
  z.object({
    outcome,
    sentence: text,
    rules: z.array(rule),
    budget: z.array(
      z.object({
        name: z.enum(['wall_time', 'gpu_time', 'cost', 'memory', 'examples', 'provider_cost']),
        unit: z.enum(['s', 'bytes', 'examples', 'price']),
        limit: real,
        spent: real,
        exceeded: flag,
        forecast: forecast.optional(),
      }),
    ),
    data: z.record(text, whole),
  }),
);

export const policy = of<PolicySummary>()(
  z.object({
    source: z.enum(['base-branch', 'working-tree']),
    commit: hash.optional(),
    changes: z.array(z.object({ key: text, base: text, head: text })),
    accepted: flag.optional(),
    proposed: z.object({ outcome, sentence: text, rules: z.array(rule) }).optional(),
    note: text.optional(),
  }),
);

/** Any code: a newer version has more of them, and its report is as good. */
const code = z.string().regex(/^[A-Z][A-Z_]*$/) as unknown as z.ZodType<ErrorCode>;

export const error = of<ErrorRecord>()(
  z.object({
    code,
    message: text,
    place: z.object({ file: text, line: whole.optional(), column: whole.optional() }).optional(),
    remedy: text,
    details: z.array(text),
  }),
);
