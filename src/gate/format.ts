import type { MetricName, RetrievalMetricName } from '../evaluation/types.ts';
import { isMetric, isProportion } from './rule.ts';

/** How a number is shown: as a percentage, in a unit, or as a plain decimal. */
export interface Style {
  readonly scale: number;
  readonly digits: number;
  readonly unit: string;
}

const PERCENT: Style = { scale: 100, digits: 1, unit: ' %' };
export const DECIMAL: Style = { scale: 1, digits: 3, unit: '' };
export const POINTS: Style = { scale: 100, digits: 1, unit: ' points' };

export function styleOf(metric: MetricName | RetrievalMetricName): Style {
  return isMetric(metric) && isProportion(metric) ? PERCENT : DECIMAL;
}

/** How differences between two values of a style are shown. */
export function differenceStyle(style: Style): Style {
  return style === PERCENT ? POINTS : style;
}

/** A number as the user wrote it, without needless zeros: `90 %`, `0.8`. */
export function shown(value: number, style: Style): string {
  return withUnit(String(Number((value * style.scale).toFixed(10))), style);
}

/** A confidence level: `95 %`. */
export function levelText(level: number): string {
  return shown(Number(level.toFixed(4)), { scale: 100, digits: 0, unit: ' %' });
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

/** A measured number with enough decimals to stand to the target, which is shown in full, as it does. */
export function apartFrom(target: number, value: number, style: Style): string {
  const full = Number((target * style.scale).toFixed(10));
  const side = (x: number) => (Math.abs(x) < 1e-11 ? 0 : Math.sign(x));
  const measured = value * style.scale;
  let digits = style.digits;
  while (digits < 11 && side(Number(measured.toFixed(digits)) - full) !== side(measured - full)) digits++;
  return withUnit(fixed(measured, digits), style);
}

/** `p = 0.012`; what would be shown as zero is `p < 0.001`. */
export function pText(p: number, alpha: number): string {
  if (p < 0.001 && alpha > 0.001) return 'p < 0.001';
  return `p = ${apartFrom(alpha, p, DECIMAL)}`;
}

/** What a rule counts, one and several. */
export type Noun = readonly [one: string, several: string];
export const TEST_PAIRS: Noun = ['test pair', 'test pairs'];
export const QUERIES: Noun = ['query', 'queries'];

/** `1 test pair`, `1,000 test pairs`. */
export function counted(n: number, [one, several]: Noun = TEST_PAIRS): string {
  return `${count(n)} ${n === 1 ? one : several}`;
}

/** `1,000`. */
export function count(n: number): string {
  return grouped(String(n));
}

/** `about 1,300 more test pairs`: two digits are as good as the guess is. */
export function aboutMore(n: number, [one, several]: Noun = TEST_PAIRS): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return `about ${count(Math.ceil(n / unit) * unit)} more ${n === 1 ? one : several}`;
}

/** A capital that begins a word, for use after a colon; an abbreviation such as ROC or F1 keeps its own. */
export function uncapitalised(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

/** Thousands stand apart. */
function grouped(text: string): string {
  return /^-?\d{4}/.test(text) ? text.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',') : text;
}

function withUnit(text: string, style: Style): string {
  return style === POINTS && Number(text) === 1 ? `${text} point` : grouped(text) + style.unit;
}

/** `toFixed` without a negative zero. */
function fixed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/^-(0(?:\.0*)?)$/, '$1');
}
