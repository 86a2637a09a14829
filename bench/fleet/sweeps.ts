import type { SweepPoint } from '../../src/sweep/point.ts';
import { encodeShards, type ShardCounts, trainShards } from '../../src/sweep/shards.ts';
import type { FleetJob } from './simulate.ts';

/** A sweep, and how long its parts take on one machine. */
export interface FleetSweep {
  readonly name: string;
  readonly points: readonly SweepPoint[];
  readonly bases: readonly string[];
  /** Of all texts of a base model. */
  readonly encodeSeconds: number;
  readonly trialSeconds: (point: SweepPoint) => number;
  /** Before a job's first trial: data, base model, its embeddings. */
  readonly loadSeconds: number;
}

const BATCH = 32;
const BASES = ['all-mpnet-base-v2', 'bge-base-en-v1.5', 'jina-embeddings-v2-small-en'];
const SIZES = [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 22_498];

/** Seconds of bench/README.md, 2 cores: a head's step, a whole step, texts of MiniLM's shape, and texts of the data. */
const MEASURED = { headStep: 4.7 / 5632, wholeStep: 0.505, textsPerSecond: 2000 / 2.84, texts: 51_115 };

/** Three base models at nine sizes and two or one heads: those of the experiment that the data at hand has pairs for. */
export const SWEEPS: readonly FleetSweep[] = [
  sweep('heads', 'head', [256, 512], MEASURED.headStep),
  sweep('encoders', 'all', [256], MEASURED.wholeStep),
];

function sweep(name: string, tune: 'head' | 'all', heads: readonly number[], step: number): FleetSweep {
  const points = BASES.flatMap(base =>
    SIZES.flatMap(examples => heads.map(dimensions => pointOf({ base, examples, dimensions, tune }))),
  );
  return {
    name,
    points,
    bases: BASES,
    encodeSeconds: MEASURED.texts / MEASURED.textsPerSecond,
    trialSeconds: ({ examples = 0, epochs }) => 1 + epochs * Math.ceil(examples / BATCH) * step,
    loadSeconds: 5,
  };
}

function pointOf(own: Pick<SweepPoint, 'base' | 'examples' | 'dimensions' | 'tune'>): SweepPoint {
  const rest = { learningRate: 1e-4, loss: 'online-contrastive', seed: 1, epochs: 8 } as const;
  return { id: `${own.base}:${own.examples}x${own.dimensions}`, ...own, ...rest };
}

/** The encoding jobs of a plan. */
export function encodeJobs(
  { bases, encodeSeconds, loadSeconds }: FleetSweep,
  { encode }: ShardCounts,
): FleetJob[] {
  return encodeShards(bases, encode).map(parts => ({
    seconds: loadSeconds + parts.reduce((sum, { of }) => sum + encodeSeconds / of, 0),
    trials: 0,
  }));
}

/**
 * The training jobs of a plan. What lost encoding jobs have not encoded, every job of their base model encodes for itself.
 *
 * @param lost numbers of these
 */
export function trainJobs(
  sweep: FleetSweep,
  { encode, train }: ShardCounts,
  lost: readonly number[],
): FleetJob[] {
  const missing = new Map<string, number>();
  const parts = encodeShards(sweep.bases, encode);
  for (const { base, of } of lost.flatMap(job => parts[job]!))
    missing.set(base, (missing.get(base) ?? 0) + sweep.encodeSeconds / of);
  return trainShards(sweep.points, train).map(points => {
    const bases = [...new Set(points.map(({ base }) => base))];
    const again = bases.reduce((sum, base) => sum + (missing.get(base) ?? 0), 0);
    const trials = points.reduce((sum, point) => sum + sweep.trialSeconds(point), 0);
    return { seconds: sweep.loadSeconds + again + trials, trials: points.length };
  });
}
