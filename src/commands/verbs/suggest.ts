import { FinetuneGateError } from '../../errors.ts';
import type { Verb } from '../verb.ts';

export const suggestVerb: Verb = async () => {
  throw new FinetuneGateError('USAGE', 'suggest is not there yet.');
};
