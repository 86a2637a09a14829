import { FinetuneGateError } from '../../errors.ts';
import type { Verb } from '../verb.ts';

export const planVerb: Verb = async () => {
  throw new FinetuneGateError('USAGE', 'plan is not there yet.');
};
