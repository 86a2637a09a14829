import type { MetricName } from '../evaluation/types.ts';
import { isProportion } from './rule.ts';

/** How a number is shown: as a percentage, or as a plain decimal where it is no proportion. */
export interface Style {
  readonly scale: 1 | 100;
  readonly digits: number;
  readonly unit: string;
}

const PERCENT: Style = { scale: 100, digits: 1, unit: ' %' };
export const DECIMAL: Style = { scale: 1, digits: 3, unit: '' };
export const POINTS: Style = { scale: 100, digits: 1, unit: ' points' };

export function styleOf(metric: MetricName): Style {
  return isProportion(metric) ? PERCENT : DECIMAL;
}

/** A number as the user wrote it, without needless zeros: `90 %`, `0.8`. */
export function shown(value: number, style: Style): string {
  return withUnit(String(Number((value * style.scale).toFixed(10))), style);
}

/**
 * Two measured numbers with the same number of decimals; as many as it takes to tell them apart when they differ. A
 * broken rule must never read "90.0 %, at least 90 %".
 */
export function apart(value: number, other: number, style: Style): [string, string] {
  let digits = style.digits;
  const text = (x: number) => fixed(x * style.scale, digits);
  if (Math.abs(value - other) > 1e-12) while (digits < 10 && text(value) === text(other)) digits++;
  return [withUnit(text(value), style), withUnit(text(other), style)];
}

/** `value` with enough decimals to tell it from `target`. */
export function apartFrom(target: number, value: number, style: Style): string {
  return apart(value, target, style)[0];
}

/** `p = 0.012`; what would be shown as zero is `p < 0.001`. */
export function pText(p: number, alpha: number): string {
  if (p < 0.001 && alpha > 0.001) return 'p < 0.001';
  return `p = ${apartFrom(alpha, p, DECIMAL)}`;
}

/** `1 test pair`, `1000 test pairs`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function withUnit(text: string, style: Style): string {
  return style === POINTS && Number(text) === 1 ? `${text} point` : text + style.unit;
}

/** `toFixed` without a negative zero. */
function fixed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/^-(0(?:\.0*)?)$/, '$1');
}
