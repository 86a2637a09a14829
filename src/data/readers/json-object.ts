import { quote } from '../quote.ts';
import type { Reading } from './reader.ts';

/** The object that a line is; undefined, with the fault noted, when it is none. */
export function parseObject(
  text: string,
  line: number,
  reading: Pick<Reading, 'fault'>,
): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    reading.fault('DATA_SYNTAX', line, `not a JSON object: ${quote(value)}`);
  } catch {
    reading.fault('DATA_SYNTAX', line, `not JSON: ${quote(text)}`);
  }
  return undefined;
}
