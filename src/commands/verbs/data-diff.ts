import { FinetuneGateError } from '../../errors.ts';
import type { Verb } from '../verb.ts';

export const dataDiffVerb: Verb = async () => {
  throw new FinetuneGateError('USAGE', 'data diff is not there yet.');
};
