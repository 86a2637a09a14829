import { setImmediate } from 'node:timers/promises';

/**
 * A function to await between pieces of work that never wait for anything: once `every` milliseconds have passed since
 * the last time, it lets the event loop handle signals, messages and timers.
 */
export function eventLoopTurns(every: number): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < every) return;
    await setImmediate();
    last = performance.now();
  };
}
