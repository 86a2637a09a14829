import { encodedLine, runEncode } from '../encode.ts';
import type { Verb } from '../verb.ts';

export const encodeVerb: Verb = async (args, { signal, log, progress }) => {
  log(encodedLine(await runEncode(args, signal, log, progress), args));
  return { text: '' };
};
