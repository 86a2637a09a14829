import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PRECISIONS, type Precision } from '../src/model/options.ts';
import { PAIR_FORMATS, type PairFormat } from './pair-file.ts';
import type { Peer } from './runs.ts';
import { ENGINES, type EngineChoice, PROVIDERS } from './workload.ts';

export interface BenchOptions {
  readonly shared: string;
  readonly engine: EngineChoice;
  readonly threads: number;
  readonly peer: Peer | undefined;
  readonly rounds: number;
  /** Of whole checks. */
  readonly runs: number;
  readonly sentences: number;
  readonly repeats: number;
  readonly steps: number;
  readonly trainEmbeddings: boolean;
  readonly precision: Precision;
  /** Of generated data. */
  readonly pairs: number;
  readonly format: PairFormat;
  /** Test pairs of a report. */
  readonly rows: number;
  readonly profile: string | undefined;
  /** Of processes that share a store, and how many of these there are at a time. */
  readonly kills: number;
  readonly writers: number;
  /** Put into a store, and floats of each. */
  readonly texts: number;
  readonly dimensions: number;
  /** Whose shape the base model of a rerun has. */
  readonly base: 'minilm' | 'mpnet';
  /** Simulated for each scenario. */
  readonly pullRequests: number;
}

/** The command line is not understood. */
export class UsageError extends Error {}

/** @throws `UsageError` naming the option. */
export function readOptions(
  args: readonly string[],
  root: string,
): { readonly positionals: readonly string[]; readonly options: BenchOptions } {
  const { positionals, values } = parse(args);
  const name = oneOf('engine', values.engine, ENGINES);
  const provider = oneOf('provider', values.provider, PROVIDERS);
  const { peer, python, profile } = values;
  const options = {
    shared: values.shared ?? join(root, '../shared'),
    engine: { name, provider },
    threads: count('threads', values.threads),
    peer: peer === undefined ? undefined : { script: resolve(peer), python },
    rounds: count('rounds', values.rounds),
    runs: count('runs', values.runs),
    sentences: count('sentences', values.sentences),
    repeats: count('repeats', values.repeats),
    steps: count('steps', values.steps),
    trainEmbeddings: oneOf('embeddings', values.embeddings, ['trained', 'frozen']) === 'trained',
    precision: oneOf('precision', values.precision, PRECISIONS),
    pairs: count('pairs', values.pairs),
    format: oneOf('format', values.format, PAIR_FORMATS),
    rows: count('rows', values.rows),
    profile: profile === undefined ? undefined : resolve(profile),
    kills: count('kills', values.kills ?? (positionals[0] === 'kills' ? '100' : '200')),
    writers: count('writers', values.writers),
    texts: count('texts', values.texts),
    dimensions: count('dimensions', values.dimensions),
    base: oneOf('base', values.base, ['minilm', 'mpnet']),
    pullRequests: count('pull-requests', values['pull-requests']),
  };
  return { positionals, options };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        shared: { type: 'string' },
        engine: { type: 'string', default: 'onnxruntime' },
        provider: { type: 'string', default: 'cpu' },
        threads: { type: 'string', default: '2' },
        peer: { type: 'string' },
        python: { type: 'string' },
        rounds: { type: 'string', default: '3' },
        runs: { type: 'string', default: '3' },
        sentences: { type: 'string', default: '2000' },
        repeats: { type: 'string', default: '1' },
        steps: { type: 'string', default: '8' },
        embeddings: { type: 'string', default: 'trained' },
        precision: { type: 'string', default: 'fp32' },
        pairs: { type: 'string', default: '1000000' },
        format: { type: 'string', default: 'tsv' },
        profile: { type: 'string' },
        rows: { type: 'string', default: '10000' },
        kills: { type: 'string' },
        writers: { type: 'string', default: '3' },
        texts: { type: 'string', default: '50000' },
        dimensions: { type: 'string', default: '384' },
        base: { type: 'string', default: 'minilm' },
        'pull-requests': { type: 'string', default: '2000' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<const T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find(one => one === value);
  if (found === undefined) throw new UsageError(`--${name} ${value}: one of ${known.join(', ')}`);
  return found;
}

function count(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new UsageError(`--${name} ${value}: a whole number from 1`);
  return number;
}
