import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '../errors.ts';
import { LFS_POINTER, lfsPointer } from '../model/lfs.ts';
import type { BarsRequest } from './bars-request.ts';
import type { ReferenceModel } from './job.ts';
import { reference } from './reference-model.ts';

/** A Git LFS pointer is shorter. */
const LONGEST_POINTER = 1024;

/**
 * The base branch's base model, which is the bar that a pull request cannot move by choosing another; or why it cannot be
 * had.
 */
export async function baseModelAtBase(
  index: number,
  request: BarsRequest,
): Promise<{ readonly reference?: ReferenceModel; readonly why?: string }> {
  if (!request.base) return {};
  const { base, sha256, max_length } = request.base.model;
  if (typeof base !== 'string') {
    return { why: 'This pull request changes the base model, and that of the base branch is a provider.' };
  }
  try {
    const found = await reference({ name: 'base-model', model: base, sha256, max_length }, index, request);
    await assertNoPointer(found.folder);
    return { reference: found };
  } catch (thrown) {
    const { code, message } = toError(thrown);
    // What is wrong with this machine or this run would meet the candidate too.
    if (request.signal.aborted || code === 'INTERNAL' || code === 'OUTPUT_UNWRITABLE') throw thrown;
    return {
      why: `This pull request changes the base model, and that of the base branch cannot be had: ${message}`,
    };
  }
}

/** Weights in Git LFS may be here only as the pull request has them. */
async function assertNoPointer(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || (await stat(file)).size > LONGEST_POINTER) continue;
    if ((await readFile(file, 'latin1')).startsWith(LFS_POINTER)) throw lfsPointer(entry.name);
  }
}
