import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CheckOptions } from './check-options.ts';
import { prepareOutput } from './output-folder.ts';
import { makeScratch } from './scratch.ts';
import { clearModelOf, finishSweep } from './sweep-finish.ts';
import { openSweep } from './sweep-open.ts';
import { trainPoints } from './sweep-run.ts';

/**
 * Trains every point of the configuration's `sweep` on this machine, chooses one and judges it: each unique text is
 * encoded once for a base model, then as many workers as the machine has cores train over those embeddings.
 *
 * @throws FinetuneGateError when the configuration, the data or the model is at fault, or the run was ended
 */
export async function runSweep(options: CheckOptions): ReturnType<typeof finishSweep> {
  const scratch = await makeScratch();
  try {
    const output = await prepareOutput(resolve(options.directory, options.output));
    const sweep = { ...(await openSweep(options)), scratch };
    await clearModelOf(sweep, output);
    // Without a cache nothing outlives a run.
    const { cacheDir } = sweep.options;
    const kept = cacheDir === undefined ? undefined : keptFolder(cacheDir, sweep.digest);
    const folder = kept ?? scratch;
    const whole = { ...sweep, ...(kept !== undefined && { kept }) };
    const findings = await trainPoints(whole, whole.points, folder);
    const finished = await finishSweep(whole, findings, { folder });
    if (kept !== undefined) await rm(kept, { recursive: true, force: true });
    return finished;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A folder by itself for each sweep: one with another configuration is another sweep. */
const keptFolder = (cacheDir: string, digest: string): string =>
  join(cacheDir, 'sweeps', digest.replace('sha256:', '').slice(0, 16));
