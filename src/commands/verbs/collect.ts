import { FinetuneGateError } from '../../errors.ts';
import { sweepJson, sweepTerminal } from '../../report/sweep.ts';
import { collectSweep } from '../collect-sweep.ts';
import { optionsOf } from '../options-of.ts';
import { parseCount } from '../shard-of.ts';
import type { Verb } from '../verb.ts';

/** The choice among what the jobs of a plan found: exit codes are the verdict's. */
export const collectVerb: Verb = async ({ folders: from, 'max-missing': most, ...args }, io) => {
  if (from === undefined) throw new FinetuneGateError('USAGE', 'collect needs --from.');
  const maxMissing = most === undefined ? {} : { maxMissing: parseCount('--max-missing', most, 0) };
  const { summary, exitCode } = await collectSweep(
    { ...optionsOf(args, io), command: 'train' },
    { from, ...maxMissing },
  );
  return { text: sweepTerminal(summary), json: sweepJson(summary), exitCode };
};
