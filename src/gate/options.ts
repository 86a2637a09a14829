import { z } from 'zod';
import { toError } from '../errors.ts';
import { checkBytes, parseBytes } from './bytes.ts';
import { checkSeconds, parseDuration } from './duration.ts';
import { retrievalKOf } from './needs.ts';
import { isOfDecisions, type Rule } from './rule.ts';
import { parseRule } from './rules.ts';

/** The `gate` key: rule texts, each of which parses; every rule must hold. */
export const gateOptions = z
  .array(
    z.string().superRefine((text, context) => {
      report(context, () => parseRule(text));
    }),
  )
  .min(1)
  .default(['accuracy >= 0.90'])
  .describe(
    'Rules that must all hold, e.g. `accuracy >= 0.90`, `recall >= 50% @ 95%`, `error_rate < baseline`, `recall@10 >= 0.8`.',
  );

export { baselineOf, columnsOf } from './needs.ts';
export { BASE_BRANCH } from './rule.ts';

/** The rule that a text is; undefined for one that does not parse, which `gateOptions` refuses. */
export function readRule(text: string): Rule | undefined {
  try {
    return parseRule(text);
  } catch {
    return undefined;
  }
}

/** The metric of a rule about retrieval and its k; undefined for any other rule, also for one that does not parse. */
export function retrievalOf(text: string): { readonly metric: string; readonly k: number } | undefined {
  const rule = readRule(text);
  const k = rule && retrievalKOf(rule);
  return rule && k !== undefined ? { metric: rule.metric, k } : undefined;
}

/** Whether a known error rate can answer a rule that compares: it is of all test pairs, right or wrong. */
export function needsOnlyErrorRate(rule: Rule): boolean {
  return rule.kind === 'comparison' && isOfDecisions(rule.metric) && rule.slice.length === 0;
}

/** The `inconclusive` key. */
export const inconclusiveOption = z
  .enum(['fail', 'pass', 'warn'])
  .default('fail')
  .describe('What a rule does that neither holds nor is broken, because the test pairs are too few to tell.');

const seconds = z
  .union([z.string(), z.number()])
  .transform((value, context) =>
    report(context, () => (typeof value === 'string' ? parseDuration(value) : checkSeconds(value, value))),
  );

const bytes = z
  .union([z.string(), z.number()])
  .transform((value, context) =>
    report(context, () => (typeof value === 'string' ? parseBytes(value) : checkBytes(value, value))),
  );

const price = z.number().positive().max(1e9);

/** The `budget` block; durations come out in seconds, memory in bytes. */
export const budgetOptions = z.strictObject({
  wall_time: seconds
    .optional()
    .describe(
      'Most time that a whole run may take, e.g. `20m`, `90s`, `1h30m`; a plain number counts seconds.',
    ),
  gpu_time: seconds
    .optional()
    .describe('Most time that a GPU may be held, from opening the engine to closing it; none on the CPU.'),
  cost: z
    .strictObject({
      limit: price.describe('Most that the run may cost, in whatever currency `per_hour` is.'),
      per_hour: price.describe('What an hour of the runner costs.'),
    })
    .optional()
    .describe('Most that the machine may cost: hours since the start, times the rate.'),
  memory: bytes
    .optional()
    .describe(
      'Most memory, e.g. `8GiB`: that the process which trains ever held, and that is in use on its GPU.',
    ),
  examples: z
    .int()
    .min(1)
    .optional()
    .describe('Most training examples; checked before anything is computed.'),
  provider_cost: price
    .optional()
    .describe('Most that all embedding providers together may cost in a run; each needs a price.'),
  on_exceed: z
    .enum(['stop', 'best-so-far'])
    .default('stop')
    .describe(
      'What a run does that cannot fit: `stop` ends it as soon as the forecast is sure, `best-so-far` trains what fits and lets the rules judge the best epoch of it.',
    ),
});

export type BudgetOptions = z.infer<typeof budgetOptions>;

/** Turns an error of ours into a fault of the configuration, which knows the line. */
function report<T>(context: z.RefinementCtx, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    const { message, remedy } = toError(thrown);
    context.addIssue({ code: 'custom', message: `${message} ${remedy}` });
    return z.NEVER;
  }
}
