import { runSuggest } from '../suggest.ts';
import type { Verb } from '../verb.ts';

export const suggestVerb: Verb = async (args, { signal, log, progress }) => ({
  text: await runSuggest(args, signal, log, progress),
});
