import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readState, writeState } from '../../../src/training/state-file.ts';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'finetune-gate-state-')), 'one.state');
});

const STATE = {
  meta: { epochs: [{ loss: 0.1 + 0.2 }], step: 12 },
  arrays: new Map([
    ['weights/head', Float32Array.of(0.1, -0, Number.MIN_VALUE, 3e38)],
    ['none', new Float32Array()],
    ['optimizer/1', Float32Array.of(7)],
  ]),
};

describe('a state on disk', () => {
  it('comes back to the last bit', async () => {
    await writeState(file, STATE);
    const found = await readState(file);
    expect(found).toEqual(STATE);
    expect(Object.is(found!.arrays.get('weights/head')![1], -0)).toBe(true);
  });

  it('is none when any byte is another', async () => {
    await writeState(file, STATE);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at++) {
      const torn = Buffer.from(whole);
      torn[at]! ^= 1;
      writeFileSync(file, torn);
      expect(await readState(file), `byte ${at}`).toBeUndefined();
    }
  });

  it('is none when any number of bytes is missing, when one is too many, and when there is no file', async () => {
    await writeState(file, STATE);
    const whole = readFileSync(file);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      expect(await readState(file), `${length} bytes`).toBeUndefined();
    }
    writeFileSync(file, Buffer.concat([whole, Buffer.of(0)]));
    expect(await readState(file)).toBeUndefined();
    expect(await readState(`${file}-none`)).toBeUndefined();
  });

  it('replaces nothing', async () => {
    await writeState(file, STATE);
    await expect(writeState(file, STATE)).rejects.toMatchObject({ code: 'EEXIST' });
  });
});
