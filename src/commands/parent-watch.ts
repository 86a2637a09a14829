import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks. */
const INTERVAL_MS = 500;

/** CommonJS, since it has no file of its own beside the bundle. */
const WATCH = `const { workerData } = require('node:worker_threads');
setInterval(() => {
  if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL');
}, workerData.interval);`;

/**
 * Ends this process once its parent is gone, also while it computes and sees no event: whoever is left alone works for
 * nobody, and holds memory and a device. A thread of its own looks, and keeps nothing from ending.
 */
export function endWithParent(parent = process.ppid): void {
  const watch = new Worker(WATCH, { eval: true, workerData: { parent, interval: INTERVAL_MS } });
  // A worker without it is a worker still.
  watch.on('error', () => {});
  watch.unref();
}
