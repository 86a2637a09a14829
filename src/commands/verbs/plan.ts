import { MOST_JOBS } from '../../sweep/shards.ts';
import { optionsOf } from '../options-of.ts';
import { planSweep, planText } from '../plan-sweep.ts';
import { parseCount } from '../shard-of.ts';
import type { Verb } from '../verb.ts';

/** How a sweep is shared among the jobs of a workflow. */
export const planVerb: Verb = async ({ jobs, ...args }, io) => {
  const most = jobs === undefined ? undefined : parseCount('--jobs', jobs, 1, MOST_JOBS);
  const plan = await planSweep({ ...optionsOf(args, io), command: 'train' }, most);
  return { text: planText(plan), json: `${JSON.stringify(plan)}\n` };
};
