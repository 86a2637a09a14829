// `npm run bench -- matmul`: the machine's matrix-product rate through the engine.
import { machine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { runOurs } from './runs.ts';

export async function benchMatmul({ engine, threads }: BenchOptions): Promise<void> {
  const { outcome } = await runOurs({ task: 'matmul', engine, threads });
  console.log(JSON.stringify({ bench: 'matmul', ...outcome, threads, ...machine() }));
}
