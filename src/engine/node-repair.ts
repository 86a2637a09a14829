import { createRequire } from 'node:module';

/** Two functions that tfjs-node 4.22 calls; Node 23 took them away. Node's own, where it still has them, stay. */
export function repairUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
