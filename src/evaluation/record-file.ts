import { hash } from 'node:crypto';
import { z } from 'zod';
import { FinetuneGateError } from '../errors.ts';
import { type BaselineRecord, inOrder, recordedErrorRate } from './record.ts';

/** Characters of base64url. */
const KEY_LENGTH = 11;
/** Pairs in a line on average, so that a pair more or less changes one short line. */
const PAIRS_PER_LINE = 8;
/** Five million pairs. */
export const MAX_RECORD_BYTES = 64 * 2 ** 20;

/** Every record begins so: it tells a damaged record from a file that is none. */
export const RECORD_HEAD = '{\n  "format": "finetune-gate baseline",\n';

const text = z.string().min(1).max(1000);
const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'is no SHA-256');
const count = z.int().min(1);

/** Right pairs, a point, wrong pairs: both ascending. */
const line = z
  .string()
  .max(2 ** 20)
  .regex(/^[\w-]*\.[\w-]*$/, 'is no line of pairs');

const fileSchema = z.strictObject({
  format: z.literal('finetune-gate baseline'),
  version: z.literal(1),
  tool: text,
  base: text,
  weights: text,
  dimensions: count,
  examples: count,
  seeds: count,
  fingerprint: text,
  testFingerprint: text,
  n: count,
  errorRate: z.number().min(0).max(1),
  pairs: z.array(line).min(1),
  sha256,
});

/**
 * The text of a record's file: ASCII JSON, the same bytes for the same record. The pairs stand in lines by the first
 * characters of their keys, so that git shows a pair that changed as one changed line; each takes 12 bytes. `sha256` is
 * over all that stands before it.
 */
export function formatRecord(record: BaselineRecord): string {
  const { tool, base, weights, dimensions, examples, seeds, fingerprint, testFingerprint } = record;
  const head = {
    format: 'finetune-gate baseline',
    version: 1,
    ...{ tool, base, weights, dimensions, examples, seeds, fingerprint, testFingerprint },
    n: record.keys.length,
    errorRate: recordedErrorRate(record),
    pairs: linesOf(record),
  };
  const body = ascii(JSON.stringify(head, null, 2).slice(0, -2));
  return `${body},\n  "sha256": "${sumOf(body)}"\n}\n`;
}

const sumOf = (body: string): string => `sha256:${hash('sha256', body, 'hex')}`;

/**
 * Reads what `formatRecord` wrote, and nothing else: any other byte is refused, but for line ends as git may check them
 * out.
 *
 * @param file how the record is named in errors
 * @throws FinetuneGateError BASELINE_CORRUPT
 */
export function parseRecord(content: string, file: string): BaselineRecord {
  const corrupt = (problem: string) =>
    new FinetuneGateError('BASELINE_CORRUPT', `The baseline's record ${problem}.`, { place: { file } });
  if (content.length > MAX_RECORD_BYTES) throw corrupt(`has more than ${MAX_RECORD_BYTES} bytes`);
  const lf = content.replaceAll('\r\n', '\n');
  let json: unknown;
  try {
    json = JSON.parse(lf);
  } catch {
    // The parser's own message quotes the file.
    throw corrupt('is not valid JSON');
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const { path = [], message = '' } = parsed.error.issues[0] ?? {};
    const at = path.length === 0 ? '' : ` at ${path.join('.').slice(0, 100)}`;
    throw corrupt(`is not one that this version reads${at}: ${message.slice(0, 200)}`);
  }
  const { format: _, version: __, pairs, n, errorRate, sha256: sum, ...origin } = parsed.data;
  const decided = pairs.flatMap(decidedIn);
  if (decided.some(({ key }) => key.length < KEY_LENGTH)) throw corrupt('has a pair whose key is too short');
  const right = new Map(decided.map(one => [one.key, one.right]));
  if (right.size !== decided.length) throw corrupt('has a pair twice');
  if (right.size !== n) throw corrupt(`says ${n} pairs and has ${right.size}`);
  const keys = inOrder(right.keys());
  const record = { ...origin, keys, correct: Uint8Array.from(keys, key => Number(right.get(key))) };
  if (errorRate !== recordedErrorRate(record))
    throw corrupt(`says an error rate of ${errorRate}, and its pairs another`);
  const body = lf.slice(0, Math.max(0, lf.lastIndexOf(',\n  "sha256": ')));
  if (sum !== sumOf(body)) throw corrupt('does not have the SHA-256 that it says');
  if (formatRecord(record) !== lf) throw corrupt('is not written as this program writes it');
  return record;
}

function decidedIn(pairs: string): { key: string; right: boolean }[] {
  const [right = '', wrong = ''] = pairs.split('.');
  return [...keysIn(right, true), ...keysIn(wrong, false)];
}

function keysIn(keys: string, right: boolean): { key: string; right: boolean }[] {
  return Array.from({ length: Math.ceil(keys.length / KEY_LENGTH) }, (_, i) => ({
    key: keys.slice(i * KEY_LENGTH, (i + 1) * KEY_LENGTH),
    right,
  }));
}

function linesOf({ keys, correct }: BaselineRecord): string[] {
  const lines = new Map<number, { right: string; wrong: string }>();
  const bits = Math.max(0, Math.min(24, Math.round(Math.log2(keys.length / PAIRS_PER_LINE))));
  keys.forEach((key, i) => {
    const first = Buffer.from(key.slice(0, 6), 'base64url').readUInt32BE();
    const start = bits === 0 ? 0 : first >>> (32 - bits);
    const line = lines.get(start) ?? { right: '', wrong: '' };
    line[correct[i] ? 'right' : 'wrong'] += key;
    lines.set(start, line);
  });
  return [...lines.values()].map(({ right, wrong }) => `${right}.${wrong}`);
}

function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
