import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FinetuneGateError } from '../../../../src/errors.ts';
import { isComplete, prepared } from '../../../../src/model/sources/model-cache.ts';
import { temporaryFolder } from '../tiny.ts';

const ID = '01234567-89ab-cdef-0123-456789abcdef';
/** A machine that is not this one. */
const ELSEWHERE = '00000000';

describe('prepared', () => {
  let cache: string;
  let folder: string;
  beforeEach(async () => {
    cache = await temporaryFolder();
    folder = path.join(cache, 'model');
  });

  const fill = (content: string) => async (staging: string) => {
    writeFileSync(path.join(staging, 'config.json'), content);
    return folder;
  };
  const read = () => readFileSync(path.join(folder, 'config.json'), 'utf8');
  const stop = (code: 'DOWNLOAD_FAILED' | 'ARCHIVE_INVALID') => async (staging: string) => {
    writeFileSync(path.join(staging, 'half'), 'x');
    throw new FinetuneGateError(code, 'stopped');
  };
  /** What a process left, or is still working on. */
  const leave = (owner: string, minutesAgo = 0) => {
    const left = path.join(cache, `model.${owner}-${ID}.partial`);
    mkdirSync(left);
    writeFileSync(path.join(left, 'half'), 'x');
    const then = new Date(Date.now() - minutesAgo * 60_000);
    for (const one of [path.join(left, 'half'), left]) utimesSync(one, then, then);
    return left;
  };
  /** What a newcomer finds in the folder that it is to fill. */
  const found = async () => {
    let names: string[] = [];
    await prepared(folder, async staging => {
      names = readdirSync(staging);
      return fill('{}')(staging);
    });
    return names;
  };

  it('fills a folder once', async () => {
    expect(await isComplete(folder)).toBe(false);
    await prepared(folder, fill('first'));
    await prepared(folder, fill('second'));
    expect(read()).toBe('first');
    expect(await isComplete(folder)).toBe(true);
  });

  it('is never complete with nothing in it', async () => {
    await prepared(folder, async () => folder);
    expect(await isComplete(folder)).toBe(false);
  });

  it('keeps what a failed download brought, and nothing of what was wrong', async () => {
    await expect(prepared(folder, stop('DOWNLOAD_FAILED'))).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
    });
    expect(await found()).toEqual(['half']);
    const other = path.join(cache, 'other');
    await expect(prepared(other, stop('ARCHIVE_INVALID'))).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect(readdirSync(cache)).toEqual(['model']);
  });

  it('takes over what nobody works on any more, and leaves alone what somebody may', async () => {
    leave(`${ELSEWHERE}-${process.pid}`, 31);
    expect(await found()).toEqual(['half']);
    const busy = leave(`${ELSEWHERE}-1`, 29);
    await prepared(path.join(cache, 'model'), fill('x'));
    expect(readdirSync(cache)).toContain(path.basename(busy));
  });

  it('never takes over the work of a living process, nor of another model', async () => {
    await prepared(folder, async staging => {
      expect(await prepared(folder, fill('faster'))).toBeUndefined();
      return fill('slower')(staging);
    });
    expect(read()).toBe('faster');
    expect(readdirSync(cache)).toEqual(['model']);
    mkdirSync(path.join(cache, `model2.${ELSEWHERE}-0-${ID}.partial`));
    await prepared(folder, fill('x'));
    expect(readdirSync(cache)).toHaveLength(2);
  });

  it('removes what was left of a model that is complete', async () => {
    await prepared(folder, fill('first'));
    leave(`${ELSEWHERE}-0`);
    await prepared(folder, fill('second'));
    expect(readdirSync(cache)).toEqual(['model']);
  });

  it('replaces a folder that is not whole', async () => {
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'config.json'), 'of unknown origin');
    await prepared(folder, fill('right'));
    expect(read()).toBe('right');
    expect(readdirSync(cache)).toEqual(['model']);
  });

  it('says when the cache cannot be written', async () => {
    writeFileSync(path.join(cache, 'file'), '');
    const below = prepared(path.join(cache, 'file', 'model'), fill('x'));
    await expect(below).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  });
});
