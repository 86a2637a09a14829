import { describe, expect, it } from 'vitest';
import { eventLoopTurns } from '../../../src/training/turn.ts';

describe('eventLoopTurns', () => {
  it('lets others run once the time is up, and not before', async () => {
    const turn = eventLoopTurns(5);
    let ran = false;
    setImmediate(() => {
      ran = true;
    });
    await turn();
    expect(ran).toBe(false);
    const end = performance.now() + 8;
    while (performance.now() < end);
    await turn();
    expect(ran).toBe(true);
  });
});
