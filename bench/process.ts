import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Finished {
  readonly stdout: string;
  /** Highest resident memory in bytes; null where the system does not tell. */
  readonly peakBytes: number | null;
}

const POLL_MILLISECONDS = 50;

/**
 * Runs a command to its end. Its peak memory is the kernel's own high-water mark, read while it runs and the same way
 * for every command; `getrusage` would count what the parent had in memory when it forked.
 *
 * @param environment added to this process' own.
 * @throws when the command cannot be started or does not end with 0.
 */
export async function runMeasured(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const env = { ...process.env, ...environment };
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  let peakBytes: number | null = null;
  const poll = setInterval(() => {
    peakBytes = peakOf(child.pid) ?? peakBytes;
  }, POLL_MILLISECONDS);
  const chunks: Buffer[] = [];
  child.stdout.on('data', chunk => chunks.push(chunk));
  try {
    const ending = await new Promise<string>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve(signal ?? String(code)));
    });
    if (ending !== '0') throw new Error(`${command} ended with ${ending}`);
  } finally {
    clearInterval(poll);
  }
  return { stdout: Buffer.concat(chunks).toString(), peakBytes };
}

function peakOf(pid: number | undefined): number | null {
  try {
    return parsePeak(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // Not Linux, or the process is gone.
    return null;
  }
}

/** The high-water mark of resident memory in bytes, from Linux' /proc/PID/status. */
export function parsePeak(status: string): number | null {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
