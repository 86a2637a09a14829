import { FinetuneGateError } from '../errors.ts';
import { pointWords } from '../sweep/point-words.ts';
import { type EncodePart, encodeShards, shardCounts, trainShards } from '../sweep/shards.ts';
import type { CheckOptions } from './check-options.ts';
import { formatShard } from './shard-of.ts';
import { type OpenSweep, openSweep } from './sweep-run.ts';

/** A job of a matrix. */
export interface MatrixJob {
  /** For `trial --shard`: `K/N`. */
  readonly shard: string;
  /** The same without a slash: `3-of-8`, for names of files and artifacts. */
  readonly name: string;
  /** For people: what it encodes, or the trials that it runs. */
  readonly what: string;
}

/** What `strategy.matrix` of a workflow takes. */
export interface Matrix {
  readonly include: readonly MatrixJob[];
}

/** How a sweep is shared among the jobs of two matrices, the second of which needs the first. */
export interface SweepPlan {
  readonly version: 1;
  /** Of the sweep's configuration and of this program's version. */
  readonly digest: string;
  readonly strategy: OpenSweep['strategy'];
  readonly trials: number;
  readonly encode: Matrix;
  readonly train: Matrix;
}

/**
 * Reads a configuration's sweep and shares it among jobs; nothing is fetched, and no data is read.
 *
 * @param jobs most that either matrix may have
 * @throws FinetuneGateError CONFIG_INVALID, and what `openSweep` throws
 */
export async function planSweep(options: CheckOptions, jobs?: number): Promise<SweepPlan> {
  return planOf(await openForJobs(options), jobs);
}

/**
 * Opens a sweep whose trials do not depend on each other.
 *
 * @throws FinetuneGateError CONFIG_INVALID, and what `openSweep` throws
 */
export async function openForJobs(options: CheckOptions): Promise<OpenSweep> {
  const sweep = await openSweep(options);
  if (sweep.strategy !== 'halving') return sweep;
  throw new FinetuneGateError(
    'CONFIG_INVALID',
    'A sweep with `strategy: halving` chooses after each rung which trials go on, so it cannot be shared among jobs beforehand.',
    {
      place: { file: options.config },
      remedy:
        'Run `finetune-gate sweep` on one machine, or set `sweep.strategy` to grid or, with `trials`, to random.',
    },
  );
}

export function planOf(
  sweep: Pick<OpenSweep, 'points' | 'bases' | 'strategy' | 'digest'>,
  jobs?: number,
): SweepPlan {
  const { points, bases, strategy, digest } = sweep;
  const counts = shardCounts(sweep, jobs);
  const encode = encodeShards(bases, counts.encode).map(parts => parts.map(describePart).join(', '));
  const train = trainShards(points, counts.train).map(shard => listed(shard.map(pointWords(points))));
  return {
    version: 1,
    digest,
    strategy,
    trials: points.length,
    encode: matrixOf(encode),
    train: matrixOf(train),
  };
}

function matrixOf(descriptions: readonly string[]): Matrix {
  const count = descriptions.length;
  return {
    include: descriptions.map((what, index) => {
      const shard = formatShard({ index, count });
      return { shard, name: shard.replace('/', '-of-'), what: shortened(what) };
    }),
  };
}

function describePart({ base, index, of }: EncodePart): string {
  return of === 1 ? base : `${base}, part ${index + 1} of ${of} of the texts`;
}

/** Trials that a line names before it only counts them. */
const NAMED = 4;

/** Characters of a line: all outputs of a job have room for a megabyte, in UTF-16 and with what JSON escapes. */
const MOST_CHARACTERS = 400;

const shortened = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;

function listed(trials: readonly string[]): string {
  const rest = trials.length - NAMED;
  return rest > 1 ? `${trials.slice(0, NAMED).join('; ')} and ${rest} more` : trials.join('; ');
}

/** A plan as a table for people. */
export function planText({ trials, strategy, encode, train }: SweepPlan): string {
  const jobs = (count: number) => (count === 1 ? '1 job' : `${count} jobs`);
  const lines = ({ include }: Matrix) => {
    const width = include.reduce((most, { shard }) => Math.max(most, shard.length), 0);
    return include.map(({ shard, what }) => `  ${shard.padStart(width)}  ${what}`);
  };
  return [
    `${trials === 1 ? '1 trial' : `${trials} trials`} (${strategy})`,
    '',
    `encode: ${jobs(encode.include.length)}`,
    ...lines(encode),
    '',
    `train: ${jobs(train.include.length)}, after those`,
    ...lines(train),
    '',
  ].join('\n');
}
