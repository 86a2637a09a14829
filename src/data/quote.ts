const LONGEST = 60;

/** Controls, line separators and direction marks that JSON leaves as they are but that garble a log line. */
const INVISIBLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A value from a file for a message: as JSON, shortened, on one line. Of a list or an object, which may be deep, only that. */
export function quote(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') {
    return escapeInvisible(JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value));
  }
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return JSON.stringify(value) ?? typeof value;
}

/** How many values of a list a message shows. */
const MOST = 20;

/** The first values of a list, e.g. of a file's columns: there may be a million. */
export function quoteAll(values: readonly unknown[]): string {
  const shown = values.slice(0, MOST).map(quote).join(', ');
  return values.length > MOST ? `${shown} and ${values.length - MOST} more` : shown;
}

function escapeInvisible(json: string): string {
  return json.replace(INVISIBLE, mark => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
