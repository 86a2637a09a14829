import { FinetuneGateError } from '../../errors.ts';
import { optionsOf } from '../options-of.ts';
import { parseShard } from '../shard-of.ts';
import { runTrial } from '../trial-shard.ts';
import type { Verb } from '../verb.ts';

/** One job of a plan. */
export const trialVerb: Verb = async ({ phase, shard, folders: from = [], ...args }, io) => {
  if (phase !== 'encode' && phase !== 'train')
    throw new FinetuneGateError('USAGE', 'trial needs --phase encode or --phase train.');
  if (shard === undefined) throw new FinetuneGateError('USAGE', 'trial needs --shard K/N.');
  const request = { phase, shard: parseShard(shard), from } as const;
  return runTrial({ ...optionsOf(args, io), command: 'train' }, request);
};
