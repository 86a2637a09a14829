import { sweepJson, sweepTerminal } from '../../report/sweep.ts';
import { optionsOf } from '../options-of.ts';
import { runSweep } from '../sweep.ts';
import type { Verb } from '../verb.ts';

/** A sweep on this machine. */
export const sweepVerb: Verb = async (args, io) => {
  const summary = await runSweep({ ...optionsOf(args, io), command: 'train' });
  return { text: sweepTerminal(summary), json: sweepJson(summary) };
};
