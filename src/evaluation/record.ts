import type { Baseline, Evaluation, TestPairs } from './types.ts';

/** How a recorded model came to be: enough to find it again. Without a date, so that the same run gives the same bytes. */
export interface RecordOrigin {
  /** Version of this program. */
  readonly tool: string;
  /** Of all data, and of the test split alone, as the run had them. */
  readonly fingerprint: string;
  readonly testFingerprint: string;
  /** Examples that were trained on. */
  readonly examples: number;
  /** As configured. */
  readonly base: string;
  /** SHA-256 of the base model's weights. */
  readonly weights: string;
  readonly dimensions: number;
  /** Trainings whose majority decided; 1 for a single one. */
  readonly seeds: number;
}

/** Which test pairs a model decided rightly, to be held against later ones: the content of a record's file. */
export interface BaselineRecord extends RecordOrigin {
  /** As in `TestPairs`, each once, in the order of their bits. */
  readonly keys: readonly string[];
  /** 1 where the pair was decided rightly. Shape [keys.length]. */
  readonly correct: Uint8Array;
}

/** Of the record's pairs and of today's, each: below this share in common, a comparison is refused. */
export const LEAST_SHARED = 0.9;

/** A pair that stands in the data several times is recorded once, as right where all of its rows are. */
export function recordOf(
  { correct }: Pick<Evaluation, 'correct'>,
  { keys }: Pick<TestPairs, 'keys'>,
  origin: RecordOrigin,
): BaselineRecord {
  const right = new Map<string, boolean>();
  keys.forEach((key, pair) => {
    right.set(key, correct[pair] === true && right.get(key) !== false);
  });
  const sorted = inOrder(right.keys());
  return { ...origin, keys: sorted, correct: Uint8Array.from(sorted, key => Number(right.get(key))) };
}

/** Keys by the bits that they stand for (11 characters have 66), which is not the order of their characters. */
export function inOrder(keys: Iterable<string>): string[] {
  return Array.from(keys, key => ({ key, bits: Buffer.from(`${key}A`, 'base64url').toString('hex') }))
    .sort((a, b) => (a.bits < b.bits ? -1 : 1))
    .map(({ key }) => key);
}

/** Share of the recorded pairs that were decided wrongly; NaN without pairs. */
export function recordedErrorRate({ correct }: Pick<BaselineRecord, 'correct'>): number {
  return correct.reduce((wrong, right) => wrong + 1 - right, 0) / correct.length;
}

export interface RecordUse {
  /** Of the baseline. */
  readonly name: string;
  /** Trainings whose majority the candidate is. */
  readonly seeds: number;
}

/**
 * A record as a baseline on today's test pairs: on those that both have. It is refused, with the reason, where the two
 * test sets have too little in common, or where the record was made with more seeds or on more pairs than this run has.
 */
export function recordBaseline(
  record: BaselineRecord,
  { keys }: Pick<TestPairs, 'keys'>,
  { name, seeds }: RecordUse,
): Baseline {
  const reason = whyRefused(record, new Set(keys), seeds);
  if (reason !== undefined) return { kind: 'refused', name, reason };
  const right = new Map(record.keys.map((key, at) => [key, record.correct[at] as number]));
  const pairs = Int32Array.from([...keys.keys()].filter(pair => right.has(keys[pair] as string)));
  const correct = Uint8Array.from(pairs, pair => right.get(keys[pair] as string) as number);
  return {
    kind: 'record',
    name,
    errorRate: recordedErrorRate({ correct }),
    pairs,
    correct,
    recorded: record.keys.length,
    examples: record.examples,
  };
}

/** How many of the record's pairs are among these. */
export function sharedWith({ keys }: BaselineRecord, today: ReadonlySet<string>): number {
  return keys.reduce((count, key) => count + Number(today.has(key)), 0);
}

function whyRefused(record: BaselineRecord, today: ReadonlySet<string>, seeds: number): string | undefined {
  const recorded = record.keys.length;
  if (record.seeds > seeds)
    return `The record was made with ${record.seeds} seeds and this run has ${seeds}: fewer decide less surely.`;
  if (recorded > today.size)
    return `The record was made on ${pairs(recorded)}, and there are only ${count(today.size)} now.`;
  const shared = sharedWith(record, today);
  // Today's are no fewer than the record's, so that the lower of both shares is that of today's.
  if (shared >= LEAST_SHARED * today.size && shared > 0) return undefined;
  return `The record has ${pairs(recorded)} and this run ${count(today.size)}, but only ${count(shared)} with the same texts and label in common: fewer than ${100 * LEAST_SHARED} %. \`finetune-gate baseline update\` makes a new one.`;
}

const count = (n: number): string => n.toLocaleString('en-US');
const pairs = (n: number): string => `${count(n)} test ${n === 1 ? 'pair' : 'pairs'}`;
