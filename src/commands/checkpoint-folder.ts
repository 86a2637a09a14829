import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckOptions } from './check-options.ts';
import type { Output } from './output-folder.ts';
import { trustedCache } from './trusted-cache.ts';
import type { Workspace } from './workspace.ts';

/** Within the folder of kept embeddings. Nothing else is in it, so that it can be carried from runner to runner. */
export const CHECKPOINTS = 'checkpoints';

/**
 * Where a run keeps its checkpoints: with what is kept between runs, else in its output. What stands there in the
 * checkout of a pull request is taken away first: a checkpoint is believed, and could bring weights that nobody trained.
 *
 * @param trusted options as `trustedCache` gives them
 */
export async function checkpointFolder(
  trusted: CheckOptions,
  workspace: Workspace,
  { checkpoint }: Pick<Output, 'checkpoint'>,
): Promise<string> {
  if (trusted.cacheDir !== undefined) return join(trusted.cacheDir, CHECKPOINTS);
  const { cacheDir } = await trustedCache({ ...trusted, cacheDir: checkpoint, log: () => {} }, workspace);
  if (cacheDir === undefined) await rm(checkpoint, { recursive: true, force: true });
  return checkpoint;
}
