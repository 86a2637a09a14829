import { hash } from 'node:crypto';
import { type BaselineRecord, type RecordOrigin, recordOf } from '../../../src/evaluation/record.ts';

export const ORIGIN: RecordOrigin = {
  tool: '0.0.0',
  fingerprint: `sha256:${'a'.repeat(64)}`,
  testFingerprint: `sha256:${'b'.repeat(64)}`,
  examples: 2000,
  base: 'models/tiny',
  weights: `sha256:${'c'.repeat(64)}`,
  dimensions: 256,
  seeds: 1,
};

/** The first characters of a hash, as test pairs have them. */
export const keyOf = (pair: number | string): string => hash('sha256', `${pair}`, 'base64url').slice(0, 11);

export const keysOf = (n: number, from = 0): string[] => Array.from({ length: n }, (_, i) => keyOf(from + i));

/** A record of so many pairs, of which every `wrongEvery`th is wrong. */
export function recordWith(n: number, wrongEvery = 7, origin: Partial<RecordOrigin> = {}): BaselineRecord {
  const correct = Array.from({ length: n }, (_, i) => i % wrongEvery !== 0);
  return recordOf({ correct }, { keys: keysOf(n) }, { ...ORIGIN, ...origin });
}
