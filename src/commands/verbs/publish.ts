import { FinetuneGateError } from '../../errors.ts';
import type { Verb } from '../verb.ts';

export const publishVerb: Verb = async () => {
  throw new FinetuneGateError('USAGE', 'publish is not there yet.');
};
