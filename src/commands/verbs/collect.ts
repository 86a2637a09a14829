import { FinetuneGateError } from '../../errors.ts';
import type { Verb } from '../verb.ts';

export const collectVerb: Verb = async () => {
  throw new FinetuneGateError('USAGE', 'collect is not there yet.');
};
