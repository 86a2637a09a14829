import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { evaluateOptions } from '../../../src/evaluation/options.ts';
import { evictStates, RunStates, removeStates } from '../../../src/training/run-state.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'finetune-gate-states-')), 'checkpoints');
});

const keyOf = (digit: string) => digit.repeat(32);
const state = (step: number) => ({ meta: { step }, arrays: new Map([['a', Float32Array.of(step)]]) });
const stepOf = async (key: string) => (await new RunStates(folder, key).newest())?.meta;
const DAY = 86_400_000;

describe('RunStates', () => {
  it('keeps the last two, and gives the last', async () => {
    const states = new RunStates(folder, keyOf('a'));
    expect(await states.newest()).toBeUndefined();
    for (const step of [9, 10, 200]) await states.save(step, state(step));
    expect(readdirSync(folder).sort()).toEqual([
      `${keyOf('a')}-0000000010.state`,
      `${keyOf('a')}-0000000200.state`,
    ]);
    expect(await states.newest()).toEqual(state(200));
    await states.save('end', state(201));
    expect(await stepOf(keyOf('a'))).toEqual({ step: 201 });
  });

  it('gives the one before where the last is torn, and none where both are', async () => {
    const states = new RunStates(folder, keyOf('a'));
    for (const step of [1, 2]) await states.save(step, state(step));
    truncateSync(join(folder, `${keyOf('a')}-0000000002.state`), 60);
    expect(await states.newest()).toEqual(state(1));
    truncateSync(join(folder, `${keyOf('a')}-0000000001.state`), 0);
    expect(await states.newest()).toBeUndefined();
  });

  it('never gives that of other inputs', async () => {
    await new RunStates(folder, keyOf('a')).save(5, state(5));
    expect(await stepOf(keyOf('b'))).toBeUndefined();
  });

  it('is shared without locks: all write what is whole, and nothing else is left', async () => {
    const states = Array.from({ length: 4 }, () => new RunStates(folder, keyOf('a')));
    const steps = Array.from({ length: 10 }, (_, i) => i + 1);
    await Promise.all(
      states.map(async one => {
        for (const step of steps) await one.save(step, state(step));
      }),
    );
    expect(await stepOf(keyOf('a'))).toEqual({ step: 10 });
    expect(readdirSync(folder).filter(name => !name.endsWith('.state'))).toEqual([]);
  });

  it('leaves nothing half-written where it cannot write', async () => {
    writeFileSync(folder, '');
    await expect(new RunStates(folder, keyOf('a')).save(1, state(1))).rejects.toThrow();
    expect(await stepOf(keyOf('a'))).toBeUndefined();
  });
});

describe('removeStates', () => {
  it('leaves what cannot be taken away, and goes on with the rest', async () => {
    for (const key of ['a', 'c']) await new RunStates(folder, keyOf(key)).save(1, state(1));
    // A file is taken away, and this is none.
    mkdirSync(join(folder, `${keyOf('b')}-0000000001.state`));
    await removeStates(folder, new Set([keyOf('a'), keyOf('b'), keyOf('c')]));
    expect(readdirSync(folder)).toEqual([`${keyOf('b')}-0000000001.state`]);
  });

  it('takes away what these runs left, torn and temporary files too, and the folder when it is empty', async () => {
    for (const key of ['a', 'b', 'c']) await new RunStates(folder, keyOf(key)).save(1, state(1));
    writeFileSync(join(folder, `${keyOf('a')}-0000000002.state.0123456789abcdef.part`), 'torn');
    await removeStates(folder, new Set([keyOf('a'), keyOf('b')]));
    expect(readdirSync(folder)).toEqual([`${keyOf('c')}-0000000001.state`]);
    await removeStates(folder, new Set([keyOf('c')]));
    expect(readdirSync(join(folder, '..'))).toEqual([]);
    await removeStates(folder, new Set([keyOf('c')]));
  });
});

describe('evictStates', () => {
  it.skipIf(process.getuid?.() === 0)('leaves what it may not take away', async () => {
    await new RunStates(folder, keyOf('a')).save(1, state(1));
    chmodSync(folder, 0o555);
    await evictStates(folder, Date.now() + 15 * DAY);
    chmodSync(folder, 0o755);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('takes away what is older than two weeks, and nothing else', async () => {
    const now = 100 * DAY;
    const digits = '0123456789abcdef';
    for (const [i, digit] of [...digits].entries()) {
      await new RunStates(folder, keyOf(digit)).save(1, state(1));
      utimesSync(join(folder, `${keyOf(digit)}-0000000001.state`), 0, (now - i * DAY) / 1000);
    }
    writeFileSync(join(folder, 'mine.txt'), '');
    utimesSync(join(folder, 'mine.txt'), 0, 0);
    await evictStates(folder, now);
    const left = [...digits].slice(0, 14).map(digit => `${keyOf(digit)}-0000000001.state`);
    expect(readdirSync(folder).sort()).toEqual([...left, 'mine.txt']);
  });

  it('keeps as many trainings as one run may have, and takes away the oldest of more', async () => {
    const { seeds } = evaluateOptions.shape;
    const counts = Array.from({ length: 100 }, (_, i) => i).filter(count => seeds.safeParse(count).success);
    // Of the candidate and of the base branch.
    const largest = 2 * Math.max(...counts);
    const now = 100 * DAY;
    const names = Array.from({ length: largest + 20 }, (_, i) => String(i).padStart(32, '0'));
    for (const [i, name] of names.entries()) {
      await new RunStates(folder, name).save(1, state(1));
      utimesSync(join(folder, `${name}-0000000001.state`), 0, (now - 1000 * i) / 1000);
    }
    await evictStates(folder, now);
    const left = readdirSync(folder).sort();
    expect(left.length).toBeGreaterThanOrEqual(largest);
    expect(left.length).toBeLessThan(largest + 20);
    expect(left).toEqual(names.slice(0, left.length).map(name => `${name}-0000000001.state`));
  });
});
