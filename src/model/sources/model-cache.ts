import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import type { ErrorCode } from '../../error-codes.ts';
import { toError } from '../../errors.ts';
import { isObject } from '../model-folder.ts';
import { writing } from './writing.ts';

/** Lists the files of a complete folder; written last. */
const MARK = '.finetune-gate.json';
/** A folder that nobody has written to for this long has no owner; a download gives up sooner. */
const ABANDONED_MS = 30 * 60_000;
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** After these, what is already here is worth keeping. */
const RESUMABLE: ReadonlySet<ErrorCode> = new Set([
  'DOWNLOAD_FAILED',
  'DOWNLOAD_DENIED',
  'MODEL_NOT_FOUND',
  'INTERRUPTED',
]);
/** An owner that does not live: the folder is for whoever comes. */
const NOBODY = 0;

/** Whether a folder of the cache is there with every file that was put into it, each of its size. */
export async function isComplete(folder: string): Promise<boolean> {
  try {
    const { files } = JSON.parse(await readFile(join(folder, MARK), 'utf8'));
    if (!isObject(files) || Object.keys(files).length === 0) return false;
    for (const [name, size] of Object.entries(files)) {
      if ((await stat(join(folder, name))).size !== size) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Lets `fill` prepare a folder, unless it is complete already.
 *
 * @param fill gives the folder that the prepared one is to become
 */
export async function prepared(folder: string, fill: (staging: string) => Promise<string>): Promise<void> {
  if (await isComplete(folder)) return removeAbandoned(folder);
  const staging = await claimStaging(folder);
  try {
    await publishStaging(staging, await fill(staging));
  } catch (thrown) {
    if (RESUMABLE.has(toError(thrown).code)) await releaseStaging(staging, folder);
    else await rm(staging, { recursive: true, force: true });
    throw thrown;
  }
}

/**
 * A folder to prepare `folder` in. It is this process' alone; what another one left unfinished is gone on with, taken
 * over by a rename, which only one can do. So no lock is left behind by a process that was killed.
 */
async function claimStaging(folder: string): Promise<string> {
  const staging = stagingName(folder, process.pid);
  await writing(folder, () => mkdir(dirname(folder), { recursive: true }));
  for (const abandoned of await abandonedOf(folder)) {
    if (!(await rename(abandoned, staging).then(succeeded, failed))) continue;
    // From now on it counts as written to, also for those who cannot see this process.
    await utimes(staging, new Date(), new Date());
    return staging;
  }
  await writing(staging, () => mkdir(staging));
  return staging;
}

/** Leaves an unfinished folder to whoever comes next. */
async function releaseStaging(staging: string, folder: string): Promise<void> {
  const files = await filesOf(staging).catch(() => ({}));
  if (Object.keys(files).length === 0) await rm(staging, { recursive: true, force: true });
  else await rename(staging, stagingName(folder, NOBODY)).catch(() => {});
}

/** Marks a prepared folder as complete and puts it into place, unless another process was faster. */
async function publishStaging(staging: string, folder: string): Promise<void> {
  await writing(folder, async () => {
    const mark = { version: 1, files: await filesOf(staging) };
    await writeFile(join(staging, MARK), `${JSON.stringify(mark)}\n`, { flush: true });
    await rename(staging, folder).catch(async () => {
      if (await isComplete(folder)) return rm(staging, { recursive: true, force: true });
      // What stands there is no longer whole: somebody took files out of it.
      await rename(folder, stagingName(folder, NOBODY)).catch(() => {});
      await rename(staging, folder);
    });
  });
  await removeAbandoned(folder);
}

/** What others left of the same model is of no more use; that it cannot be removed is no fault of this run. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const path of await abandonedOf(folder)) {
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

function stagingName(folder: string, owner: number): string {
  return `${folder}.${HOST}-${owner}-${randomUUID()}.partial`;
}

/** Unfinished folders whose owner is dead, or has not written for long. */
async function abandonedOf(folder: string): Promise<string[]> {
  const prefix = `${basename(folder)}.`;
  const found: string[] = [];
  for (const name of await readdir(dirname(folder)).catch(() => [])) {
    const [, host, owner] =
      /^([0-9a-f]{8})-(\d+)-[0-9a-f-]{36}\.partial$/.exec(name.slice(prefix.length)) ?? [];
    if (!name.startsWith(prefix) || owner === undefined) continue;
    const path = join(dirname(folder), name);
    const dead = Number(owner) === NOBODY || (host === HOST && !isAlive(Number(owner)));
    if (dead || Date.now() - (await lastWritten(path)) > ABANDONED_MS) found.push(path);
  }
  return found;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    // A process of another user cannot be signalled, but it is there.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function lastWritten(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const times = ['.', ...names].map(name => stat(join(folder, name)).catch(() => undefined));
  return Math.max(0, ...(await Promise.all(times)).map(found => found?.mtimeMs ?? 0));
}

/** Every file below a folder with its size; names with forward slashes. */
async function filesOf(folder: string): Promise<Record<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Record<string, number> = {};
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path
      .slice(folder.length + 1)
      .split(sep)
      .join('/');
    if (entry.isFile() && name !== MARK) files[name] = (await stat(path)).size;
  }
  return files;
}

const succeeded = () => true;
const failed = () => false;
