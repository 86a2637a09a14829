import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binaryFolder, findOnnxruntime } from '../engine/onnxruntime/package.ts';
import { runNpm } from './npm.ts';

const PACKAGE = join('node_modules', 'onnxruntime-node');
const TIMEOUT_MS = 5 * 60_000;
/** Age from which an unfinished installation is one that was killed. */
const ABANDONED_MS = 60 * 60_000;
/** npm waits for minutes by default where there is no network. */
const NPM =
  'ci --omit=dev --ignore-scripts --no-audit --no-fund --fetch-retries=2 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000';

export interface InstallOptions {
  /** Folder that outlives the job, where the runner keeps tools. */
  readonly cache: string;
  /** Folder with the package.json and package-lock.json to install; the repository's `runtime/` by default. */
  readonly lock?: string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly timeout?: number;
}

export type Installed =
  | { readonly folder: string; readonly reason?: undefined }
  /** Why there is none, in one line. */
  | { readonly folder?: undefined; readonly reason: string };

/**
 * The folder with the native packages, installed when it is not there yet. Complete or absent at any time: it is made
 * under another name and renamed, so that jobs may install at once and be killed.
 */
export async function installRuntime(options: InstallOptions): Promise<Installed> {
  const { cache, log, env, timeout = TIMEOUT_MS } = options;
  const { lock = fileURLToPath(new URL('../runtime/', import.meta.url)) } = options;
  try {
    const digest = createHash('sha256').update(await readFile(join(lock, 'package-lock.json')));
    const name = `${digest.digest('hex').slice(0, 16)}-${process.platform}-${process.arch}`;
    const folder = join(cache, 'finetune-gate-runtime', name);
    if (isComplete(folder)) return { folder };
    log(`Installing onnxruntime-node into ${folder}, once for this runner.`);
    await removeAbandoned(folder);
    const staging = `${folder}.${randomUUID()}.partial`;
    try {
      await mkdir(staging, { recursive: true });
      for (const file of ['package.json', 'package-lock.json'])
        await cp(join(lock, file), join(staging, file));
      const limit = AbortSignal.timeout(timeout);
      const signal = AbortSignal.any([options.signal, limit]);
      const failure = await runNpm(NPM.split(' '), { directory: staging, signal, env });
      if (limit.aborted) return { reason: `npm took longer than ${timeout / 1000} s` };
      if (options.signal.aborted) return { reason: 'the run was cancelled' };
      if (failure !== undefined) return { reason: failure };
      await removeOtherPlatforms(join(staging, PACKAGE));
      if (!isComplete(staging)) return { reason: 'npm installed nothing' };
      await rename(staging, folder).catch(error => {
        // Another job was faster.
        if (!isComplete(folder)) throw error;
      });
      return { folder };
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  } catch (thrown) {
    return { reason: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** Whether this program finds the package where it stands. */
export function isInstalled(): boolean {
  try {
    findOnnxruntime();
    return true;
  } catch {
    return false;
  }
}

/** Where there is no binary for this platform the package is there all the same, so that it is not fetched each time. */
const isComplete = (folder: string): boolean => existsSync(join(folder, PACKAGE, 'package.json'));

/** The package brings the binaries of five platforms, 300 MB in all. */
async function removeOtherPlatforms(folder: string): Promise<void> {
  const own = binaryFolder(folder);
  for (const path of [dirname(own), own]) {
    for (const name of await readdir(dirname(path)).catch(() => []))
      if (name !== basename(path)) await rm(join(dirname(path), name), { recursive: true, force: true });
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder);
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.endsWith('.partial')) continue;
    const { mtimeMs } = await stat(join(parent, name)).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(join(parent, name), { recursive: true, force: true });
  }
}
