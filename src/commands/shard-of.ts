import { FinetuneGateError } from '../errors.ts';

/** One of `count` jobs; `index` from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * Reads `K/N`, K from 1.
 *
 * @throws FinetuneGateError USAGE
 */
export function parseShard(text: string): Shard {
  const [, k, n] = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text) ?? [];
  if (k === undefined || Number(k) > Number(n))
    throw new FinetuneGateError(
      'USAGE',
      `A shard is K/N with K from 1 to N, such as 3/8, not ${JSON.stringify(text)}.`,
    );
  return { index: Number(k) - 1, count: Number(n) };
}

export const formatShard = ({ index, count }: Shard): string => `${index + 1}/${count}`;

/**
 * The part of a job.
 *
 * @throws FinetuneGateError USAGE when the sweep has fewer parts than the job's matrix has jobs
 */
export function partOf<T>(shard: Shard, parts: readonly T[]): T {
  const part = parts[shard.index];
  if (part !== undefined && parts.length === shard.count) return part;
  throw new FinetuneGateError(
    'USAGE',
    `There is no job ${formatShard(shard)}: the sweep has work for ${parts.length}.`,
    { remedy: 'Take the shards from `finetune-gate plan`, at the same commit.' },
  );
}

/**
 * Reads how many of something there may be.
 *
 * @throws FinetuneGateError USAGE naming the option
 */
export function parseCount(option: string, text: string, least: number, most = 999_999): number {
  const number = Number(text);
  if (/^\d{1,6}$/.test(text) && number >= least && number <= most) return number;
  throw new FinetuneGateError(
    'USAGE',
    `${option} is a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`,
  );
}
