import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^finetune-gate-run-([0-9a-f]{8})-(\d+)-\w{6}$/;

/**
 * A folder of this process for what no later run needs. Folders of processes that were killed are taken away first.
 *
 * @param within where it is made
 */
export async function makeScratch(within = tmpdir()): Promise<string> {
  const here = await processSpace();
  for (const name of await readdir(within).catch(() => [])) {
    const [, space, pid] = NAME.exec(name) ?? [];
    // A process of another container may have a number that is none here.
    if (space !== here || isAlive(Number(pid))) continue;
    await rm(join(within, name), { recursive: true, force: true }).catch(() => {});
  }
  return mkdtemp(join(within, `finetune-gate-run-${here}-${process.pid}-`));
}

/** Stands for where process numbers mean the same: a machine, and on Linux a namespace of it. */
async function processSpace(): Promise<string> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return createHash('sha256').update(`${hostname()}\0${namespace}`).digest('hex').slice(0, 8);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is another user's otherwise.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
