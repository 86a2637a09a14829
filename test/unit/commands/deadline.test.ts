import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Deadline } from '../../../src/commands/deadline.ts';

describe('Deadline', () => {
  it('says when nothing is left', () => {
    expect(() => new Deadline(0).assertLeft('encoding')).toThrow(
      expect.objectContaining({ code: 'BUDGET_EXCEEDED' }),
    );
    new Deadline(60).assertLeft('encoding');
    new Deadline(undefined).assertLeft('encoding');
  });

  it('gives a share of what is left, and of no limit all the time there is', async () => {
    const [none, ...others] = [0, 600, 1e9, undefined].map(seconds => new Deadline(seconds).share(0.1));
    await once(none!, 'abort');
    expect(others.map(({ aborted }) => aborted)).toEqual([false, false, false]);
  });
});
