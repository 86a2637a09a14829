import { isDeepStrictEqual } from 'node:util';
import { FinetuneGateError } from '../errors.ts';
import type { CostSummary } from '../report/result.ts';
import type { SweepPoint } from '../sweep/point.ts';
import { toExact } from './exact-json.ts';
import type { ShardFindings } from './findings-file.ts';
import type { SweepBase, SweepFindings, TrialRecord } from './sweep-records.ts';
import type { OpenSweep } from './sweep-run.ts';
import { sumsBelow } from './weight-sums.ts';

/** Findings that belong to the sweep, and what else came with them. */
export interface FoundShard {
  /** As it is called in sentences. */
  readonly name: string;
  readonly found: ShardFindings;
  /** What is amiss with the weights of trials, by their id. */
  readonly faults: ReadonlyMap<string, string>;
  /** Makes the path of a trial's weights one from the folder that all share. */
  readonly place: (weights: string) => string;
}

export interface MergedFindings {
  readonly findings: SweepFindings;
  readonly missing: readonly { readonly id: string; readonly reason: string }[];
  readonly repeated: readonly string[];
}

/**
 * The findings of several machines as those of one: every trial once, in the order of the sweep. Of one that several
 * machines answered for, the results must be the same but for the seconds; where they differ it is missing, since
 * nothing says which of them is right, and choosing the better one would be a choice by luck.
 *
 * @param shards at least one
 * @throws FinetuneGateError SWEEP_MIXED when machines had different data or base models
 */
export function mergeFindings(
  { points, bases }: Pick<OpenSweep, 'points' | 'bases'>,
  shards: readonly FoundShard[],
): MergedFindings {
  assertSameSweep(shards);
  const missing: { id: string; reason: string }[] = [];
  const repeated: string[] = [];
  const trials: TrialRecord[] = [];
  for (const point of points) {
    const { id } = point;
    const answers = answersFor(point, shards);
    const whole = answers.filter(({ fault }) => fault === undefined);
    const [first] = whole;
    if (!first) {
      const faults = answers.map(({ shard, fault }) => `${shard.name}: ${fault}`);
      missing.push({ id, reason: faults.join('; ') || givenUp(id, shards) || 'no machine answered for it' });
    } else if (whole.some(one => one.result !== first.result)) {
      const names = whole.map(({ shard }) => shard.name).join(' and ');
      missing.push({ id, reason: `${names} found different results` });
    } else {
      if (whole.length > 1) repeated.push(id);
      const { weights, ...trial } = first.trial;
      trials.push({ ...trial, ...(weights !== undefined && { weights: first.shard.place(weights) }) });
    }
  }
  const all = shards.map(({ found }) => found.findings);
  const { shared } = all[0]!;
  return {
    findings: { shared, bases: basesOf(bases, all), trials, cost: costOf(shards), times: timesOf(all) },
    missing,
    repeated,
  };
}

function answersFor(point: SweepPoint, shards: readonly FoundShard[]) {
  return shards.flatMap(shard =>
    shard.found.findings.trials
      .filter(trial => trial.point.id === point.id)
      .map(trial => {
        // A name does not say that it is the trial of this name.
        const other = isDeepStrictEqual(trial.point, point) ? undefined : 'it has other settings';
        const fault = shard.faults.get(point.id) ?? other;
        return { shard, trial, fault, result: resultOf(trial, shard.found) };
      }),
  );
}

/** Why a machine did not do a trial that it had, such as its budget. */
function givenUp(id: string, shards: readonly FoundShard[]): string | undefined {
  return shards.flatMap(({ found }) => found.findings.missing ?? []).find(one => one.id === id)?.reason;
}

/** All that must be equal wherever a trial ran: results and weights, not the time nor where the weights lie. */
function resultOf({ seconds: _, weights, ...result }: TrialRecord, { weights: sums }: ShardFindings): string {
  const files = weights === undefined ? [] : sumsBelow(sums, weights);
  const kept = files.map(([path, sum]) => [path.slice(weights!.length), sum]);
  return JSON.stringify(toExact([result, kept]));
}

/** @throws FinetuneGateError SWEEP_MIXED */
function assertSameSweep(shards: readonly FoundShard[]): void {
  const seen = new Map<string, { readonly name: string; readonly value: string }>();
  for (const { name, found } of shards) {
    const { shared, bases } = found.findings;
    const weights = bases.map(({ base, model }) => [`the base model ${base}`, model.weights] as const);
    for (const [what, value] of [['the data', JSON.stringify(toExact(shared))] as const, ...weights]) {
      const first = seen.get(what) ?? { name, value };
      seen.set(what, first);
      if (first.value === value) continue;
      throw new FinetuneGateError(
        'SWEEP_MIXED',
        `In ${name}, ${what} ${what === 'the data' ? 'are' : 'is'} not what ${first.name} had.`,
      );
    }
  }
}

/** Each base model once, in the order of the configuration, as the first machine found it. */
function basesOf(order: readonly string[], all: readonly SweepFindings[]): SweepBase[] {
  const found = all.flatMap(one => one.bases);
  return order.flatMap(base => found.find(one => one.base === base) ?? []);
}

/**
 * What was encoded is added up. What one machine found because another had encoded it does not count as found: of a base
 * model, found is what the machine with the most texts had beyond all that was encoded.
 */
function costOf(shards: readonly FoundShard[]): CostSummary {
  const jobs = new Map(
    shards.flatMap(({ found }) => found.encoded.map(({ shard, ...cost }) => [shard, cost])),
  );
  const costs = [...jobs.values(), ...shards.map(({ found }) => found.findings.cost)];
  const textsEncoded = costs.reduce((sum, cost) => sum + cost.textsEncoded, 0);
  const tokensEncoded = costs.reduce((sum, cost) => sum + cost.tokensEncoded, 0);
  const most = new Map<string, number>();
  for (const { bases, cost } of shards.map(({ found }) => found.findings)) {
    const models = bases.map(({ base }) => base).join('\n');
    most.set(models, Math.max(most.get(models) ?? 0, cost.textsEncoded + cost.textsFound));
  }
  const texts = [...most.values()].reduce((sum, count) => sum + count, 0);
  return { textsEncoded, tokensEncoded, textsFound: Math.max(0, texts - textsEncoded) };
}

/** Seconds of all machines together. */
function timesOf(all: readonly SweepFindings[]): Record<string, number> {
  const times: Record<string, number> = {};
  for (const [name, seconds] of all.flatMap(one => Object.entries(one.times)))
    times[name] = (times[name] ?? 0) + seconds;
  return times;
}
