import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PairRow } from '../../src/report/measures.ts';
import type { Result } from '../../src/report/result.ts';
import { fixtureConfig, fixtureRepository, fixtureRows, type Sandbox } from '../sandbox.ts';
import { check, train } from './in-process.ts';

const PAIRS = 200;

/** Two of three pairs are of the forum, one of mail; every tenth says nothing. */
const sourceOf = (row: number) => (row % 10 === 9 ? '' : row % 3 === 0 ? 'mail' : 'forum');

/** The configuration with these keys; seeds differ enough at a higher rate that a majority has something to decide. */
function config({ seed = 42, tune = 'head', evaluate = '' }): string {
  return fixtureConfig()
    .replace('tune: head', `tune: ${tune}\n  seed: ${seed}`)
    .replace('learning_rate: 1.0e-3', 'learning_rate: 5.0e-3')
    .replace('gate:', `${evaluate}\ngate:`);
}

function repository(): Sandbox {
  const sandbox = fixtureRepository(config({}));
  const [header, ...rows] = fixtureRows('test', PAIRS).trimEnd().split('\n');
  const sourced = rows.map((row, i) => `${row}\t${sourceOf(i)}`);
  sandbox.write('data/test.tsv', `${[`${header}\tsource`, ...sourced].join('\n')}\n`);
  return sandbox;
}

interface Run {
  readonly result: Result;
  readonly rows: readonly PairRow[];
  readonly log: readonly string[];
  /** SHA-256 of the saved weights, encoder and head. */
  readonly weights: string;
}

async function run(sandbox: Sandbox, output: string, settings: Parameters<typeof config>[0]): Promise<Run> {
  sandbox.write(`${output}.yml`, config(settings));
  const { result, log } = await train(sandbox, `${output}.yml`, output);
  expect(result.error, result.error?.message).toBeUndefined();
  const lines = sandbox.read(`${output}/pairs.jsonl`).trimEnd().split('\n');
  const sums = readFileSync(join(sandbox.folder, output, 'model/SHA256SUMS'), 'utf8').split('\n');
  const weights = createHash('sha256');
  for (const line of sums) if (line.endsWith('.safetensors')) weights.update(line);
  return { result, rows: lines.map(line => JSON.parse(line)), log, weights: weights.digest('hex') };
}

describe('slices', () => {
  it('take the test pairs apart in the report and in pairs.jsonl', async () => {
    const { result, rows } = await run(repository(), 'out', { evaluate: 'evaluate: { slices: [source] }' });
    expect(rows).toHaveLength(PAIRS);
    expect(rows.map(({ slices }) => slices?.source ?? '')).toEqual(rows.map((_, i) => sourceOf(i)));
    expect(rows.map(({ line }) => line)).toEqual(rows.map((_, i) => i + 2));
    expect(rows.every(({ judged, file }) => judged && file === 'data/test.tsv')).toBe(true);
    const wrong = rows.filter(({ correct }) => !correct).length;
    expect(wrong / PAIRS).toBeCloseTo(result.candidate!.metrics.error_rate, 12);
    expect(result.slices!.map(({ value }) => value)).toEqual(['forum', 'mail']);
    for (const { value, n, accuracy, positives, barErrorRate } of result.slices!) {
      const own = rows.filter(({ slices }) => slices?.source === value);
      expect(n).toBe(own.length);
      expect(positives).toBe(own.filter(({ label }) => label === 1).length);
      expect(accuracy).toBeCloseTo(own.filter(({ correct }) => correct).length / n, 12);
      const right = own.filter(({ baselines }) => baselines!['base-model']).length;
      expect(barErrorRate).toBeCloseTo(1 - right / n, 12);
    }
    const flips = rows.filter(({ correct, baselines }) => correct !== baselines!['base-model']);
    expect(flips.length).toBe(result.flips!.fixed + result.flips!.broken);
    expect(result.costs).toMatchObject({ dimensions: 32, parameters: result.model!.parameters });
    // Four bytes a parameter and the header of each file.
    const bytes = 4 * result.model!.parameters;
    expect(result.costs!.model_bytes).toBeGreaterThan(bytes);
    expect(result.costs!.model_bytes).toBeLessThan(1.1 * bytes + 20_000);
  }, 120_000);

  it('of test pairs that the base branch has stay what they are there', async () => {
    const sandbox = repository();
    sandbox.write('finetune-gate.yml', config({ evaluate: 'evaluate: { slices: [source] }' }));
    sandbox.commit('base');
    sandbox.git('checkout', '-q', '-b', 'pairs');
    // Every pair moves to the forum, the third is relabelled, the fifth is gone, and another is added.
    const [header, ...rows] = sandbox.read('data/test.tsv').replace(/\n$/, '').split('\n');
    const moved = rows.map(row => row.replace(/\t[a-z]*$/, '\tforum'));
    moved[2] = moved[2]!.replace(/\t([01])\tforum$/, (_, label) => `\t${1 - label}\tforum`);
    moved.splice(4, 1);
    moved.push(
      rows[0]!.replace(/^[^\t]*\t[^\t]*/, 'a new question?\tanother one').replace(/\t[a-z]*$/, '\tmail'),
    );
    sandbox.write('data/test.tsv', `${[header, ...moved].join('\n')}\n`);
    const { report, result } = await check(sandbox, 'main');
    expect(result.error).toBeUndefined();
    const { known, slices, first } = report!.trained!.test;
    const kept = [...rows.keys()].filter(row => row !== 4);
    expect([...known!]).toEqual([...kept.map(row => (row === 2 ? 0 : 1)), 0]);
    expect(first.at(-1)).toBe('a new question?');
    const { values, of } = slices.source!;
    const sources = Array.from(of, value => values[value] ?? '');
    expect(sources).toEqual([...kept.map(row => (row === 2 ? 'forum' : sourceOf(row))), 'mail']);
  }, 120_000);

  it('need their column', async () => {
    const sandbox = repository();
    sandbox.write('other.yml', config({ evaluate: 'evaluate: { slices: [sources] }' }));
    const { result, exitCode } = await train(sandbox, 'other.yml', 'other');
    expect(exitCode).toBe(4);
    expect(result.error).toMatchObject({
      code: 'DATA_COLUMN_MISSING',
      place: { file: 'data/test.tsv', line: 1 },
    });
    expect(result.error!.details!.join()).toContain('"source"');
  }, 60_000);
});

describe.each(['head', 'all', '{ lora: 4 }'])('three seeds, tune: %s', tune => {
  const sandbox = repository();
  const alone: Run[] = [];
  let together: Run;
  beforeAll(async () => {
    for (const seed of [42, 43, 44]) alone.push(await run(sandbox, `seed-${seed}`, { seed, tune }));
    together = await run(sandbox, 'seeds', { tune, evaluate: 'evaluate: { seeds: 3 }' });
  }, 300_000);

  it('are each what a run with that seed alone is', () => {
    const errors = alone.map(({ result }) => result.candidate!.metrics.error_rate);
    expect(together.result.seeds!.seeds).toEqual(
      alone.map(({ result }, i) => ({
        seed: 42 + i,
        errorRate: errors[i],
        metrics: result.candidate!.metrics,
      })),
    );
    const mean = errors.reduce((sum, error) => sum + error, 0) / 3;
    expect(together.result.seeds!.meanErrorRate).toBeCloseTo(mean, 12);
    // Otherwise the seeds say nothing.
    expect(new Set(alone.map(({ rows }) => rows.map(({ score }) => score).join())).size).toBe(3);
  });

  it('decide each pair by the majority', () => {
    const majority = together.rows.map((_, i) => alone.filter(({ rows }) => rows[i]!.correct).length >= 2);
    expect(together.rows.map(({ correct }) => correct)).toEqual(majority);
    const right = majority.filter(Boolean).length;
    expect(together.result.candidate!.metrics.accuracy).toBeCloseTo(right / PAIRS, 12);
  });

  it('leave the model of the first one', () => {
    expect(together.weights).toBe(alone[0]!.weights);
    expect(together.weights).not.toBe(alone[1]!.weights);
    expect(together.result.training).toEqual(alone[0]!.result.training);
  });

  it('encode once, and say which seed trains', () => {
    expect(together.result.cost!.textsEncoded).toBe(0);
    const epochs = together.log.filter(line => line.includes('Epoch'));
    expect(epochs.map(line => line.replace(/:.*/, ''))).toEqual(
      [42, 42, 43, 43, 44, 44].map(seed => `Seed ${seed}`),
    );
  });
});
