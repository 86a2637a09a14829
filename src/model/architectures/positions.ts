import { FinetuneGateError, type Place } from '../../errors.ts';
import type { TransformerForm } from './form.ts';

/**
 * Positions of a table of `rows`, of which fairseq's models keep those up to padding's own free.
 *
 * @throws `MODEL_INVALID` when no row is left.
 */
export function positionsAfterPadding(
  rows: number,
  padding: number,
  place: Place,
): Pick<TransformerForm, 'positions' | 'limit'> {
  const first = padding + 1;
  if (rows > first) return { positions: { rows, first }, limit: { tokens: rows - first } };
  throw new FinetuneGateError(
    'MODEL_INVALID',
    `config.json: max_position_embeddings ${rows} leaves no position after padding’s, ${padding}`,
    { place },
  );
}
