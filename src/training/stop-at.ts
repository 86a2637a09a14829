import { FinetuneGateError } from '../errors.ts';

const FORMAT = /^(accuracy|error_rate)\s*(>=|<=|>|<|≥|≤)\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/;

/**
 * Parses `train.stop_at`: `accuracy >= 0.90`, `accuracy > 90 %` or `error_rate <= 0.1`, of validation at the threshold that
 * is best there.
 *
 * @returns whether a validation accuracy meets the target
 * @throws FinetuneGateError CONFIG_INVALID, without a place: the caller knows it
 */
export function parseStopAt(text: string): (validationAccuracy: number) => boolean {
  const [, metric, comparator = '', digits, percent] = FORMAT.exec(text.trim()) ?? [];
  if (metric === undefined) throw invalid(`\`${text}\` is no target of validation`);
  const value = percent ? Number(digits) / 100 : Number(digits);
  if (!(value >= 0 && value <= 1)) throw invalid(`\`${text}\` asks for a value outside 0 to 1`);
  const upwards = /^[>≥]/.test(comparator);
  if (upwards !== (metric === 'accuracy')) throw invalid(`\`${text}\` would be met by a worse model`);
  const strict = comparator === '>' || comparator === '<';
  // An error rate is 1 minus an accuracy, which is as exact as a multiple of 2⁻⁵³ can be.
  return accuracy => {
    const ahead = metric === 'accuracy' ? accuracy - value : value - (1 - accuracy);
    return strict ? ahead > 1e-12 : ahead >= -1e-12;
  };
}

function invalid(problem: string): FinetuneGateError {
  return new FinetuneGateError('CONFIG_INVALID', `${problem}.`, {
    remedy: 'Write e.g. `accuracy >= 0.90`, `accuracy >= 90%` or `error_rate <= 0.1`.',
  });
}
