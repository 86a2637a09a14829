import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ALLOCATOR_ENVIRONMENT } from '../engine/allocator.ts';

/** The built worker, beside the bundle. */
export const workerFile = (): string => fileURLToPath(new URL('./worker.js', import.meta.url));

let early: { readonly file: string; readonly child: ChildProcess } | undefined;

/**
 * Starts a worker before there is a job for it, so that it loads its code while this process reads configuration and
 * policy. It keeps nothing from ending, and ends with this process.
 */
export function startEarly(file = workerFile()): void {
  if (early) return;
  const child = start(file);
  child.on('error', () => {});
  child.unref();
  child.channel?.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.unref();
  early = { file, child };
}

/** A worker that has no job yet: the early one, where there is one that lives, else a new one. */
export function takeWorker(file: string): ChildProcess {
  const taken = early;
  early = undefined;
  if (!taken || taken.file !== file || !taken.child.connected) return start(file);
  const { child } = taken;
  child.ref();
  child.channel?.ref();
  for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.ref();
  return child;
}

function start(file: string): ChildProcess {
  return fork(file, [], {
    serialization: 'advanced',
    env: { ...ALLOCATOR_ENVIRONMENT, ...workerEnvironment(process.env) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

/** What a worker needs of the environment: where programs, libraries and temporary files are, and how devices are set up. */
const NEEDED =
  /^(PATH|HOME|USERPROFILE|SYSTEMROOT|WINDIR|TMPDIR|TEMP|TMP|LANG|LC_[A-Z]+|TZ|NODE_ENV|NODE_COMPILE_CACHE|LD_LIBRARY_PATH|DRI_PRIME|(XDG|CUDA|NVIDIA|TF|VK|MESA|RADV|AMD|OMP|ORT)_[A-Z0-9_]+)$/i;
const SECRET = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i;

/** Everything else stays with the supervisor: the worker reads untrusted data, and its log is shown. */
export function workerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED.test(name) && !SECRET.test(name)));
}
