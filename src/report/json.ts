import type { Result } from './result.ts';

/** In the order of reading; keys below the first level are in alphabetical order. */
const FIRST: readonly (keyof Result)[] = [
  'schemaVersion',
  'tool',
  'command',
  'verdict',
  'error',
  'candidate',
  'baselines',
  'retrieval',
  'slices',
  'seeds',
  'added',
  'flips',
  'learningCurve',
  'curves',
  'training',
  'model',
  'data',
  'policy',
  'engine',
  'costs',
  'cost',
  'usage',
  'mistakes',
];

/**
 * `report.json`: the same result gives the same bytes, however it was put together. Numbers are not rounded; one that
 * JSON cannot say (NaN, infinity) becomes null. `times` comes last.
 */
export function toJson(result: Result): string {
  const { times, ...rest } = result;
  const sorted = sortKeys(rest) as Record<string, unknown>;
  const first = FIRST.filter(key => key in sorted).map(key => [key, sorted[key]]);
  const ordered = { ...Object.fromEntries(first), ...sorted, times: sortKeys(times) };
  return `${inertJson(ordered, 2)}\n`;
}

/** JSON in which controls that a terminal obeys, and `JSON.stringify` leaves as they are (U+007F to U+009F), are escaped. */
export function inertJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f]/g,
    control => `\\u00${control.charCodeAt(0).toString(16)}`,
  );
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
