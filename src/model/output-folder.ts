import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { FinetuneGateError } from '../errors.ts';

/** The file that makes a folder an adapter: whose embeddings it is for. */
export const ADAPTER_MARK = 'provider.json';

/**
 * Lets `write` fill a temporary folder beside `folder`, then puts it in place: a reader sees the old model, or the
 * whole new one. An existing folder is replaced only if it is empty or holds a model.
 *
 * @throws `OUTPUT_UNWRITABLE`; nothing is left behind then.
 */
export async function replaceFolder(folder: string, write: (into: string) => Promise<void>): Promise<void> {
  const target = path.resolve(folder);
  const parent = path.dirname(target);
  let temporary: string | undefined;
  try {
    await refuseForeign(target);
    await mkdir(parent, { recursive: true });
    temporary = await mkdtemp(path.join(parent, `.${path.basename(target)}-`));
    const fresh = path.join(temporary, 'model');
    await mkdir(fresh);
    await write(fresh);
    const old = path.join(temporary, 'old');
    await rename(target, old).catch(unlessMissing);
    await rename(fresh, target).catch(async cause => {
      await rename(old, target).catch(unlessMissing);
      throw cause;
    });
  } catch (cause) {
    if (cause instanceof FinetuneGateError) throw cause;
    throw unwritable(folder, 'The model folder could not be written.', cause);
  } finally {
    if (temporary) await rm(temporary, { recursive: true, force: true });
  }
}

async function refuseForeign(target: string): Promise<void> {
  const names: string[] = (await readdir(target).catch(unlessMissing)) ?? [];
  if (names.length === 0 || names.includes('modules.json') || names.includes(ADAPTER_MARK)) return;
  throw unwritable(target, 'The folder holds other files; it is not replaced by a model.');
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function unwritable(file: string, message: string, cause?: unknown): FinetuneGateError {
  return new FinetuneGateError('OUTPUT_UNWRITABLE', message, { place: { file }, cause });
}
