import { createHash } from 'node:crypto';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { ModelOptions } from '../model/options.ts';
import { type Rung, rungs } from '../sweep/halving.ts';
import type { SweepOptions } from '../sweep/options.ts';
import { plannedPoints } from '../sweep/plan.ts';
import { pointOf, type SweepPoint } from '../sweep/point.ts';
import { version } from '../version.ts';
import { baseElsewhere } from './base-folder.ts';
import type { CheckOptions } from './check-options.ts';
import { Stopwatch } from './stopwatch.ts';
import { trustedCache } from './trusted-cache.ts';
import { insideRoot, openWorkspace, type Workspace } from './workspace.ts';

/** A sweep's configuration, read and checked; nothing is fetched or computed yet. */
export interface OpenSweep {
  readonly options: CheckOptions;
  readonly workspace: Workspace;
  readonly config: Config & { readonly sweep: SweepOptions };
  /**
   * Every trial, in the order of the table. Of halving those of the first rung: which ones follow is known when these
   * are done, so that all of it runs on one machine.
   */
  readonly points: readonly SweepPoint[];
  readonly strategy: SweepOptions['strategy'];
  /** Of halving. */
  readonly rungs?: readonly Rung[];
  /** Base models, in the order of the configuration. */
  readonly bases: readonly string[];
  /** As `SweepShared.digest`, of configuration and version alone: what a plan can know without reading data. */
  readonly digest: string;
  /** Where embeddings are kept, when not in `options.cacheDir`. */
  readonly scratch?: string;
  /** Keeps the trials that are done, and the weights of all, until the sweep is finished. */
  readonly kept?: string;
  /** Runs since the sweep was opened: the wall-time budget counts from then. */
  readonly watch: Stopwatch;
}

/** Without a `sweep` of its own, a configuration is one trial. */
const ONE: SweepOptions = { strategy: 'grid', resource: 'epochs', eta: 3, maximize: 'accuracy' };

/**
 * @throws FinetuneGateError CONFIG_INVALID and what `loadConfig` throws; PATH_OUTSIDE
 */
export async function openSweep(asked: CheckOptions): Promise<OpenSweep> {
  const watch = new Stopwatch();
  const workspace = await openWorkspace(asked.directory, asked.config);
  const options = await trustedCache(asked, workspace);
  await insideRoot(workspace.root, workspace.configName);
  const config = await loadConfig(workspace.configFile, workspace.configName);
  const { sweep = ONE, train, model, data } = config;
  if (typeof model.base !== 'string' && !sweep.base) throw baseElsewhere();
  const defaults = {
    base: typeof model.base === 'string' ? model.base : '',
    learningRate: train.learning_rate,
    loss: train.loss,
    tune: train.tune,
    seed: train.seed,
    epochs: train.epochs,
    ...(model.dimensions !== undefined && { dimensions: model.dimensions }),
    ...(data.examples !== undefined && { examples: data.examples }),
  };
  const drawn = plannedPoints(sweep, defaults, train.seed);
  const rounds = sweep.strategy === 'halving' ? rungsOf(sweep, config, drawn.length) : undefined;
  const points = rounds ? drawn.map(point => onRung(point, sweep, rounds[0]!)) : drawn;
  return {
    options,
    workspace,
    config: { ...config, sweep },
    points,
    strategy: sweep.strategy,
    ...(rounds && { rungs: rounds }),
    bases: [...new Set(points.map(point => point.base))],
    digest: digestOf(config),
    watch,
  };
}

/** A point with what a rung has of the resource. */
export function onRung(
  { id: _, ...settings }: SweepPoint,
  { resource }: Pick<SweepOptions, 'resource'>,
  rung: Rung,
): SweepPoint {
  return pointOf({ ...settings, [resource]: rung.resource });
}

/** The base model of some points, as `model` says it. */
export function modelOf({ config }: OpenSweep, base: string): ModelOptions & { readonly base: string } {
  const { base: own, sha256, max_length, ...rest } = config.model;
  const listed = config.sweep.base?.find(one => typeof one === 'object' && one.base === base);
  const named: { readonly sha256?: string | undefined; readonly max_length?: number | undefined } =
    typeof listed === 'object' ? listed : {};
  // What is said of one archive says nothing of another; how much of a text counts, it does.
  const pin = named.sha256 ?? (own === base ? sha256 : undefined);
  const length = named.max_length ?? max_length;
  return {
    ...rest,
    base,
    ...(pin !== undefined && { sha256: pin }),
    ...(length !== undefined && { max_length: length }),
  };
}

function rungsOf({ resource, eta, examples }: SweepOptions, { train, data }: Config, trials: number): Rung[] {
  if (resource === 'epochs') return rungs({ trials, least: 1, most: train.epochs, eta });
  const listed = examples ?? [data.examples!];
  const least = listed.length > 1 ? Math.min(...listed) : LEAST_EXAMPLES;
  const most = Math.max(...listed);
  return rungs({ trials, least: Math.min(least, most), most, eta });
}

/** With fewer a trial says little of its settings. */
const LEAST_EXAMPLES = 32;

function digestOf(config: Config): string {
  return `sha256:${createHash('sha256')
    .update(JSON.stringify([version, config]))
    .digest('hex')}`;
}
