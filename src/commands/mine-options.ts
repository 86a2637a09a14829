import { FinetuneGateError } from '../errors.ts';
import type { Arguments } from './arguments.ts';

/** Which texts may be negatives of an anchor. */
export interface MineOptions {
  /** Of the `to` nearest texts that are no positives, the first `from` that may be negatives are passed over. */
  readonly from: number;
  readonly to: number;
  /** A negative is less similar to the anchor than its least similar positive by this much at least. */
  readonly margin?: number;
  /** A negative is at most this similar to the anchor. */
  readonly maxScore?: number;
  /** Most negatives of an anchor. */
  readonly negatives: number;
  readonly format: 'triplet' | 'pair';
}

export interface MineReport {
  readonly kind: 'mine';
  readonly anchors: number;
  /** Positive pairs, each once. */
  readonly positives: number;
  /** Texts that negatives were chosen from. */
  readonly corpus: number;
  /** Negatives found, each counted once an anchor. */
  readonly negatives: number;
  /** Anchors with fewer than asked for. */
  readonly short: number;
  /** Anchors without any, which are not in the file. */
  readonly without: number;
  /** Rows written. */
  readonly rows: number;
  /** Candidates that the margin or the highest score kept out. */
  readonly refused: number;
}

const REFUSED = (option: string, text: string | undefined, wanted: string) =>
  new FinetuneGateError('USAGE', `--${option} ${JSON.stringify(text)} is not ${wanted}.`);

/** @throws FinetuneGateError USAGE */
export function mineOptions(args: Arguments): MineOptions {
  const { range = '0..100', negatives = '3', format = 'triplet', output = '' } = args;
  const [, from, to] = /^(\d{1,4})\.\.(\d{1,4})$/.exec(range.trim()) ?? [];
  if (from === undefined || Number(from) >= Number(to))
    throw REFUSED('range', range, 'a range such as 10..50');
  if (!/^[1-9]\d{0,3}$/.test(negatives.trim()))
    throw REFUSED('negatives', negatives, 'a whole number from 1');
  if (format !== 'triplet' && format !== 'pair') throw REFUSED('format', format, 'triplet or pair');
  if (!/\.(?:jsonl|tsv)$/i.test(output)) throw REFUSED('output', output, 'a .jsonl or .tsv file');
  const margin = number('margin', args.margin, 0, 2);
  const maxScore = number('max-score', args['max-score'], -1, 1);
  return {
    from: Number(from),
    to: Number(to),
    negatives: Number(negatives),
    format,
    ...(margin !== undefined && { margin }),
    ...(maxScore !== undefined && { maxScore }),
  };
}

function number(option: string, text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= low && value <= high) return value;
  throw REFUSED(option, text, `a number from ${low} to ${high}`);
}
