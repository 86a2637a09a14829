import { runDedupe } from '../dedupe.ts';
import { runMine } from '../mine.ts';
import type { Verb } from '../verb.ts';

export const dedupeVerb: Verb = async (args, { signal, log, progress }) => ({
  text: await runDedupe(args, signal, log, progress),
});

export const mineVerb: Verb = async (args, { signal, log, progress }) => ({
  text: await runMine(args, signal, log, progress),
});
