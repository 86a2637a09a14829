import type { Command } from './arguments.ts';
import type { Verb } from './verb.ts';

/** Each command's code is loaded when it is asked for: `--version` needs none of it. */
export const VERBS: Readonly<Record<Command, () => Promise<Verb>>> = {
  check: async () => (await import('./verbs/check.ts')).checkVerb,
  train: async () => (await import('./verbs/check.ts')).checkVerb,
  sweep: async () => (await import('./verbs/sweep.ts')).sweepVerb,
  plan: async () => (await import('./verbs/plan.ts')).planVerb,
  trial: async () => (await import('./verbs/trial.ts')).trialVerb,
  collect: async () => (await import('./verbs/collect.ts')).collectVerb,
  publish: async () => (await import('./verbs/publish.ts')).publishVerb,
  encode: async () => (await import('./verbs/encode.ts')).encodeVerb,
  dedupe: async () => (await import('./verbs/texts.ts')).dedupeVerb,
  mine: async () => (await import('./verbs/texts.ts')).mineVerb,
  baseline: async () => (await import('./verbs/baseline.ts')).baselineVerb,
  data: async () => (await import('./verbs/data-diff.ts')).dataDiffVerb,
  suggest: async () => (await import('./verbs/suggest.ts')).suggestVerb,
};
