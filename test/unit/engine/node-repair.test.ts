import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { repairUtil } from '../../../src/engine/node-repair.ts';

const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
const { isNullOrUndefined, isArray } = util;

afterEach(() => Object.assign(util, { isNullOrUndefined, isArray }));

describe('repairUtil', () => {
  it('restores what Node 23 took away', () => {
    delete util.isNullOrUndefined;
    delete util.isArray;
    repairUtil();
    const check = util.isNullOrUndefined as (value: unknown) => boolean;
    expect([null, undefined, 0, ''].map(check)).toEqual([true, true, false, false]);
    expect(util.isArray).toBe(Array.isArray);
  });

  it('leaves what is there', () => {
    const own = () => true;
    util.isNullOrUndefined = own;
    repairUtil();
    expect(util.isNullOrUndefined).toBe(own);
  });
});
