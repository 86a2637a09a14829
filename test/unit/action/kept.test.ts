import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CacheClient } from '../../../src/action/cache.ts';
import type { JobContext } from '../../../src/action/context.ts';
import { readInputs } from '../../../src/action/inputs.ts';
import { CheckpointCache, embeddings } from '../../../src/action/kept.ts';
import { Sandbox } from '../../sandbox.ts';

const read = (values: Record<string, string> = {}) => readInputs(name => values[name] ?? '');
const context = (run: Partial<JobContext['run']> = {}): JobContext => ({
  ...{
    event: 'workflow_dispatch',
    workspace: '/w',
    temporary: '/t',
    tools: '/c',
    selfHosted: true,
    fork: false,
  },
  run: { id: '41', attempt: 1, job: 'sweep/train', url: '', ...run },
});

let folder: string;
beforeEach(() => {
  folder = new Sandbox().path('kept');
});

/** A cache service in memory that keeps names and contents of files, the newest last. */
class Service implements CacheClient {
  readonly entries: { key: string; files: Map<string, string> }[] = [];
  readonly isFeatureAvailable = () => true;

  readonly restoreCache = async ([path = '']: string[], _key: string, prefixes: string[] = []) => {
    const found = this.entries.findLast(({ key }) => prefixes.some(prefix => key.startsWith(prefix)));
    for (const [name, content] of found?.files ?? []) writeFileSync(join(path, name), content);
    return found?.key;
  };

  readonly saveCache = async ([path = '']: string[], key: string) => {
    this.entries.push({ key, files: new Map(readdirSync(path).map(name => [name, 'x'])) });
    return this.entries.length;
  };
}

const open = (service: Service, inputs = read(), job = context()) =>
  CheckpointCache.restore(folder, inputs, job, {
    notice: text => expect.fail(text),
    info: () => {},
    load: async () => service,
  });

function checkpoint(name: string): void {
  mkdirSync(join(folder, 'checkpoints'), { recursive: true });
  writeFileSync(join(folder, 'checkpoints', name), 'x');
}

const left = () => readdirSync(join(folder, 'checkpoints'));

describe('CheckpointCache', () => {
  it('brings what an interrupted run left to the next try, on a machine that has none', async () => {
    const service = new Service();
    const first = await open(service);
    checkpoint('step-40');
    await first?.save();
    rmSync(folder, { recursive: true });
    await open(service, read(), context({ attempt: 2 }));
    expect(left()).toEqual(['step-40']);
  });

  it('saves nothing of a run that came to its end and had found nothing', async () => {
    const service = new Service();
    const cache = await open(service);
    rmSync(join(folder, 'checkpoints'), { recursive: true });
    await cache?.save();
    expect(service.entries).toEqual([]);
  });

  it('says that nothing is left when a run that had resumed came to its end', async () => {
    const service = new Service();
    const first = await open(service);
    checkpoint('step-40');
    await first?.save();
    const second = await open(service);
    rmSync(join(folder, 'checkpoints'), { recursive: true });
    await second?.save();
    await open(service);
    expect(left()).toEqual([]);
    expect(service.entries.map(({ files }) => [...files.keys()])).toEqual([['step-40'], ['finished']]);
  });

  it("finds none of another job's, command's or shard's, and has a key of its own each time", async () => {
    const service = new Service();
    const trial = (shard: string) => read({ command: 'trial', shard });
    const first = await open(service, trial('1/4'));
    checkpoint('step-40');
    await first?.save();
    for (const [inputs, job] of [
      [trial('2/4'), context()],
      [read({ command: 'train' }), context()],
      [trial('1/4'), context({ job: 'other/train' })],
      [read({ command: 'trial', shard: '1/4', config: 'other.yml' }), context()],
    ] as const) {
      rmSync(folder, { recursive: true });
      await open(service, inputs, job);
      expect(left()).toEqual([]);
    }
    rmSync(folder, { recursive: true });
    const again = await open(service, trial('1/4'), context({ id: '42' }));
    expect(left()).toEqual(['step-40']);
    checkpoint('step-80');
    await again?.save();
    expect(new Set(service.entries.map(({ key }) => key)).size).toBe(2);
  });
});

describe('embeddings', () => {
  it('have a prefix for each part of the texts, and fall back on those of a run that had all', () => {
    const whole = embeddings('/f', read({ command: 'train' }));
    const part = embeddings('/f', read({ command: 'trial', phase: 'encode', shard: '1/4' }));
    const other = embeddings('/f', read({ command: 'trial', phase: 'encode', shard: '2/4' }));
    expect(new Set([whole.prefix, part.prefix, other.prefix]).size).toBe(3);
    expect(part.others).toEqual([whole.prefix]);
    // A run that has all must not begin with the embeddings of a part.
    expect(part.prefix.startsWith(whole.prefix)).toBe(false);
  });
});
