import { FinetuneGateError } from '../errors.ts';

/** What an engine answers that is asked for products in 8-bit integers and has none. */
export function floatsOnly(engine: string): FinetuneGateError {
  return new FinetuneGateError(
    'PRECISION_UNSUPPORTED',
    `${engine} computes in 32-bit floats only, not in int8.`,
  );
}
