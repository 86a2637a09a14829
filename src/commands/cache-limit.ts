import { FinetuneGateError } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = { MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/**
 * Bytes of a limit such as `4GiB` or `500 MiB`.
 *
 * @throws FinetuneGateError USAGE
 */
export function parseCacheLimit(text: string): number {
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,3})?) ?([MGT]iB)$/.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(amount) * (UNITS[unit ?? ''] ?? 0));
  if (bytes > 0) return bytes;
  throw new FinetuneGateError('USAGE', `The limit of the cache is ${JSON.stringify(text)}.`, {
    remedy: 'Write it with a unit: --cache-limit 4GiB (input: cache-limit: 4GiB), or 500MiB.',
  });
}
