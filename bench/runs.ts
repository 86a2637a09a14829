import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALLOCATOR_ENVIRONMENT } from '../src/engine/allocator.ts';
import { type Finished, runMeasured } from './process.ts';
import type { MatmulOutcome, MatmulWorkload, ModelOutcome, ModelWorkload, Workload } from './workload.ts';

export interface Measured<T> {
  readonly outcome: T;
  readonly peakBytes: number | null;
}

export interface Peer {
  /** The peer's script. */
  readonly script: string;
  /** What runs it; the script's own first line decides when omitted. */
  readonly python?: string | undefined;
}

/** Runs a workload of ours in a Node process of its own, which is this program again, set up as a worker is. */
export function runOurs(workload: ModelWorkload): Promise<Measured<ModelOutcome>>;
export function runOurs(workload: MatmulWorkload): Promise<Measured<MatmulOutcome>>;
export function runOurs(workload: Workload): Promise<Measured<unknown>> {
  return withFile(workload, file =>
    runMeasured(
      process.execPath,
      [...process.execArgv, process.argv[1]!, 'workload', file],
      ALLOCATOR_ENVIRONMENT,
    ),
  );
}

export function runPeer(
  { script, python }: Peer,
  workload: ModelWorkload,
): Promise<Measured<Pick<ModelOutcome, 'seconds'> & { readonly peer: string }>> {
  const { token_ids: _, precision: __, engine: ___, ...shared } = workload;
  return withFile(shared, file =>
    python ? runMeasured(python, [script, file]) : runMeasured(script, [file]),
  );
}

async function withFile<T>(workload: object, run: (file: string) => Promise<Finished>): Promise<Measured<T>> {
  const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-bench-'));
  try {
    const file = join(folder, 'workload.json');
    writeFileSync(file, JSON.stringify(workload));
    const { stdout, peakBytes } = await run(file);
    return { outcome: JSON.parse(stdout.trim().split('\n').at(-1)!) as T, peakBytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
