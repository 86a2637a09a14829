import { dataDiffTerminal } from '../../report/data-diff-markdown.ts';
import { runDataDiff } from '../data-diff.ts';
import type { Verb } from '../verb.ts';

export const dataDiffVerb: Verb = async (args, { signal, log, progress }) => {
  const summary = await runDataDiff(args, { signal, log, progress });
  return { text: dataDiffTerminal(summary), json: `${JSON.stringify(summary, null, 2)}\n` };
};
