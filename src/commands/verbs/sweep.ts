import { sweepJson, sweepTerminal } from '../../report/sweep.ts';
import { optionsOf } from '../options-of.ts';
import { runSweep } from '../sweep.ts';
import type { Verb } from '../verb.ts';

/** A sweep on this machine: the exit code is the verdict on the trial that it chose. */
export const sweepVerb: Verb = async (args, io) => {
  const { summary, exitCode } = await runSweep({ ...optionsOf(args, io), command: 'train' });
  return { text: sweepTerminal(summary), json: sweepJson(summary), exitCode };
};
