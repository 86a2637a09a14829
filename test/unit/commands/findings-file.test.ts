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
import { FINDINGS_FILE, readFindings, writeFindings } from '../../../src/commands/findings-file.ts';
import { readShards } from '../../../src/commands/found-shard.ts';
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
