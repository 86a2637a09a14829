import { FinetuneGateError } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const SHOWN = ['TiB', 'GiB', 'MiB', 'KiB'] as const;

/**
 * Bytes of an amount such as `8GiB`, `500 MB` or `1.5GiB`.
 *
 * @throws FinetuneGateError CONFIG_INVALID, without a place: the caller knows it
 */
export function parseBytes(text: string): number {
  const [, amount, unit] = /^(\d{1,12}(?:\.\d{1,6})?)\s*([KMGT]iB|[kMGT]?B)$/.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(amount) * (UNITS[unit ?? ''] ?? 0));
  if (bytes > 0) return checkBytes(bytes, text);
  throw invalid(`\`${text}\` is not an amount of memory`);
}

/** @throws FinetuneGateError CONFIG_INVALID unless it is a whole number of bytes that a number can count */
export function checkBytes(bytes: number, shown: string | number): number {
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw invalid(`${shown} is no whole number of bytes`);
}

/** `512 B`, `1.5 GiB`: in the largest unit that leaves a whole part, to `digits` decimals without needless zeros. */
export function formatBytes(bytes: number, digits = 1): string {
  const unit = SHOWN.find(name => bytes >= UNITS[name]!) ?? 'B';
  return `${Number((bytes / UNITS[unit]!).toFixed(unit === 'B' ? 0 : digits))} ${unit}`;
}

function invalid(problem: string): FinetuneGateError {
  return new FinetuneGateError('CONFIG_INVALID', `${problem}.`, {
    remedy: 'Write an amount such as `8GiB` or `500MB`; a plain number counts bytes.',
  });
}
