import type { Interval } from '../evaluation/types.ts';

/** Shown where there is no number. */
export const NONE = '–';

/**
 * `0.9123` → `91.23 %`. Two decimals, so that 89.96 % is never shown as a rounded 90 %. The last bits are rounded away
 * first: a rate and one minus its complement must not look different.
 */
export function percent(rate: number | undefined): string {
  if (rate === undefined || !Number.isFinite(rate)) return NONE;
  return `${Number((rate * 100).toFixed(9)).toFixed(2)} %`;
}

/** A difference of two rates in percentage points, with its sign: `−8.90 points`. */
export function points(difference: number): string {
  if (!Number.isFinite(difference)) return NONE;
  const digits = Math.abs(difference * 100).toFixed(2);
  const sign = Number(digits) === 0 ? '±' : difference < 0 ? '−' : '+';
  return `${sign}${digits} points`;
}

export function interval(bounds: Interval | undefined): string {
  if (!bounds || !Number.isFinite(bounds.low + bounds.high)) return NONE;
  return `${(bounds.low * 100).toFixed(2)} – ${(bounds.high * 100).toFixed(2)} %`;
}

export function decimal(value: number | undefined, digits = 3): string {
  return value !== undefined && Number.isFinite(value) ? value.toFixed(digits) : NONE;
}

/** A probability; what rounds to zero is given as a bound. */
export function pValue(p: number | undefined): string {
  if (p === undefined || !Number.isFinite(p)) return NONE;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** `12345` → `12,345`. */
export function count(n: number): string {
  return Number.isFinite(n) ? String(n).replace(/\B(?=(\d{3})+$)/g, ',') : NONE;
}

/** `plural(1, 'pair')` → `1 pair`, `plural(2, 'query', 'queries')` → `2 queries`. */
export function plural(n: number, noun: string, several = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : several}`;
}

/** Bytes as a person says them: `812 B`, `4.6 MB`. */
export function size(bytes: number): string {
  if (!Number.isFinite(bytes)) return NONE;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const rounded = Number(bytes.toPrecision(3));
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(rounded, 1)) / 3));
  return `${Number((rounded / 1000 ** step).toPrecision(3))} ${units[step]}`;
}

/** A price, in whatever currency it was configured; that of a few texts is far below a cent. */
export function amount(price: number): string {
  if (!Number.isFinite(price)) return NONE;
  return price === 0 || price >= 0.01 ? price.toFixed(2) : price.toPrecision(2);
}

/** Seconds as a person says them: `0.4 s`, `12.3 s`, `3 min 12 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`.replace('.0 s', ' s');
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
}
