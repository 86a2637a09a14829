import { availableParallelism, cpus } from 'node:os';

/** What a figure is worth nothing without. */
export function machine() {
  return { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version };
}
