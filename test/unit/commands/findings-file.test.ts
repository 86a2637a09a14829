import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { toExact } from '../../../src/commands/exact-json.ts';
import { FINDINGS_FILE, readFindings, writeFindings } from '../../../src/commands/findings-file.ts';
import { readShards } from '../../../src/commands/found-shard.ts';
import type { TrialRecord } from '../../../src/commands/sweep-records.ts';
import { Sandbox } from '../../sandbox.ts';
import { findings, trial } from './sweep-findings.ts';

let sandbox: Sandbox;
let folder: string;
beforeEach(() => {
  sandbox = new Sandbox();
  folder = sandbox.path('jobs', 'train-1');
  mkdirSync(folder, { recursive: true });
});

const content = {
  plan: 'p',
  shard: '1/2',
  encoded: [{ shard: '1/1', textsEncoded: 7, tokensEncoded: 70 }],
  findings: findings([trial('a', { weights: 'weights/a' }), trial('b')]),
};

async function write(): Promise<string> {
  sandbox.write('jobs/train-1/weights/a/weights.safetensors', 'numbers');
  sandbox.write('jobs/train-1/weights/a/checkpoint.json', '{}');
  await writeFindings(folder, content);
  return join(folder, FINDINGS_FILE);
}

const faultsOf = async (plan = 'p') => {
  const { shards, refused } = await readShards([sandbox.path('jobs')], plan);
  return { trials: [...(shards[0]?.faults ?? [])], refused: refused.map(({ reason }) => reason) };
};

describe('a file of findings', () => {
  it('is read as it was written, to the last bit of every score', async () => {
    await write();
    const read = await readFindings(folder);
    expect('found' in read && read.found.findings).toEqual(content.findings);
    expect('found' in read && Object.keys(read.found.weights)).toEqual([
      'weights/a/checkpoint.json',
      'weights/a/weights.safetensors',
    ]);
    expect(await faultsOf()).toEqual({ trials: [], refused: [] });
    expect(readdirSync(folder).sort()).toEqual([FINDINGS_FILE, 'weights']);
  });

  it('is refused wherever it was cut off', async () => {
    const file = await write();
    const bytes = readFileSync(file);
    for (const length of [0, 1, 50, bytes.length >> 1, bytes.length - 3]) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(await faultsOf(), `${length} bytes`).toEqual({ trials: [], refused: ['is torn'] });
    }
  });

  it('is refused when a number of it was changed', async () => {
    const file = await write();
    writeFileSync(file, readFileSync(file, 'utf8').replace('"seconds":1.5', '"seconds":1.25'));
    expect((await faultsOf()).refused).toEqual(['was altered']);
  });

  it('is refused when it is of another version, or of another sweep', async () => {
    const file = await write();
    expect((await faultsOf('another')).refused[0]).toMatch(/^is of another sweep/);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"version":1', '"version":2'));
    expect((await faultsOf()).refused).toEqual(['was not written by this version of the program']);
  });
});

describe('findings with a right checksum', () => {
  const [one] = content.findings.trials as [TrialRecord];
  const { shared } = content.findings;
  const trials = (own: object) => ({ trials: [{ ...one, weights: undefined, ...own }] });
  const lied = (metric: object) =>
    trials({ test: { ...one.test, metrics: { ...one.test.metrics, ...metric } } });
  const pairs = (own: object) => ({ shared: { ...shared, validation: { ...shared.validation, ...own } } });
  const { scores, correct } = one.test;

  function craft(own: object, weights: object = {}): void {
    const text = JSON.stringify(toExact({ ...content, findings: { ...content.findings, ...own }, weights }));
    const head = { version: 1, sha256: createHash('sha256').update(text).digest('hex') };
    sandbox.write('jobs/train-1/findings.json', `${JSON.stringify(head).slice(0, -1)},"content":${text}}`);
  }

  it.each<[string, object]>([
    ['an accuracy that its scores have not', lied({ accuracy: 1 })],
    ['a metric that is no number', lied({ accuracy: Number.NaN })],
    ['a metric that is a text', lied({ accuracy: '<b>' })],
    ['a metric too few', trials({ test: { ...one.test, metrics: { accuracy: 0 } } })],
    ['right decisions that are wrong', trials({ test: { ...one.test, correct: [true, true, true] } })],
    [
      'scores of fewer pairs',
      trials({ test: { ...one.test, scores: scores.slice(1), correct: correct.slice(1), n: 2 } }),
    ],
    ['no validation', trials({ validation: undefined })],
    ['negative dimensions', trials({ dimensions: -1 })],
    ['weights that are no path', trials({ weights: 7 })],
    ['a base model without scores', { bases: [{ base: 'models/tiny' }] }],
    ['no base model', { bases: [] }],
    ['labels of fewer pairs', pairs({ labels: new Uint8Array([1, 0]) })],
    ['labels that are none', pairs({ labels: new Uint8Array([1, 0, 2]) })],
    ['more pairs than it names', pairs({ n: 2 ** 40 })],
    ['reasons that are no text', { missing: [{ id: 'b', reason: {} }] }],
  ])('are refused when they have %s', async (_, own) => {
    craft(trials({}));
    expect((await faultsOf()).refused).toEqual([]);
    craft(own);
    const { trials: faults, refused } = await faultsOf();
    expect(faults).toEqual([]);
    expect(refused).toEqual([expect.stringMatching(/^(has|is not what this program writes)/)]);
  });

  it('do not reach out of their folder for weights', async () => {
    sandbox.write('jobs/elsewhere/x', 'numbers');
    const sum = { bytes: 7, sha256: createHash('sha256').update('numbers').digest('hex') };
    for (const path of ['../elsewhere', 'weights/../../elsewhere', sandbox.path('jobs/elsewhere')]) {
      craft(trials({ weights: path }), { [`${path}/x`]: sum });
      expect((await faultsOf()).trials, path).toEqual([['a', 'its weights are not all there']]);
    }
  });
});

describe('weights beside it', () => {
  it.each<[string, (path: string) => void, string]>([
    ['cut short', path => truncateSync(path, 3), 'its weights are torn'],
    ['changed', path => writeFileSync(path, 'Numbers'), 'its weights are torn'],
    ['taken away', path => rmSync(path), 'its weights are not all there'],
    ['a link to elsewhere', path => linkTo(path), 'its weights are not all there'],
  ])('that were %s make one trial useless, and no other', async (_, spoil, fault) => {
    await write();
    spoil(join(folder, 'weights/a/weights.safetensors'));
    expect((await faultsOf()).trials).toEqual([['a', fault]]);
  });
});

function linkTo(path: string): void {
  sandbox.write('elsewhere', 'numbers');
  rmSync(path);
  symlinkSync(sandbox.path('elsewhere'), path);
}

it('finds the folders of jobs one or several levels below, jobs in the order of their numbers', async () => {
  for (const number of [10, 2, 1]) {
    const own = sandbox.path('artifacts', `train-${number}-of-10`, 'out');
    mkdirSync(own, { recursive: true });
    await writeFindings(own, { ...content, findings: findings([trial(`${number}`)]) });
  }
  const { shards, root } = await readShards([sandbox.path('artifacts'), sandbox.path('not-there')], 'p');
  expect(root).toBe(sandbox.path('artifacts'));
  expect(shards.map(({ name, place }) => [name, place('weights/x')])).toEqual(
    [1, 2, 10].map(number => [`train-${number}-of-10/out`, `train-${number}-of-10/out/weights/x`]),
  );
});
