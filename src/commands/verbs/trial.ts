import { FinetuneGateError } from '../../errors.ts';
import type { Verb } from '../verb.ts';

export const trialVerb: Verb = async () => {
  throw new FinetuneGateError('USAGE', 'trial is not there yet.');
};
