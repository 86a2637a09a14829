import type { Engine } from '../../src/engine/engine.ts';

export interface Lap {
  readonly seconds: number;
  /** Of it, inside the engine's runs; undefined where the engine does not count them. */
  readonly runSeconds: number | undefined;
}

/** Times one piece of work. */
export async function lap(engine: Engine, work: () => Promise<unknown>): Promise<Lap> {
  const before = engine.stats?.runMilliseconds;
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const after = engine.stats?.runMilliseconds;
  const runSeconds = before === undefined || after === undefined ? undefined : (after - before) / 1000;
  return { seconds, runSeconds };
}

/** Laps as they are printed. */
export function lapTimes(laps: readonly Lap[]): { seconds: number[]; run_seconds?: number[] } {
  const inside = laps.map(one => one.runSeconds).filter(seconds => seconds !== undefined);
  const seconds = laps.map(one => one.seconds);
  return inside.length === laps.length ? { seconds, run_seconds: inside } : { seconds };
}
