import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const TIMEOUT_MS = 5_000;

/** What NVIDIA's tools say about a GPU. */
export interface NvidiaGpu {
  /** `GPU` where only the driver is known. */
  readonly name: string;
  /** E.g. `NVIDIA 550.54.15`. */
  readonly driver: string;
}

/** NVIDIA's GPUs in the order of nvidia-smi; empty where there are none, or no driver. */
export async function nvidiaGpus(): Promise<readonly NvidiaGpu[]> {
  try {
    const query = ['--query-gpu=name,driver_version', '--format=csv,noheader'];
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: TIMEOUT_MS });
    const lines = stdout.split('\n').map(line => /^(.+?), *([\d.]+) *$/.exec(line));
    return lines.flatMap(found => (found ? [{ name: found[1]!, driver: `NVIDIA ${found[2]}` }] : []));
  } catch {
    // Containers often have the kernel's module without the program.
    const version = await readFile('/sys/module/nvidia/version', 'utf8').catch(() => '');
    return version ? [{ name: 'GPU', driver: `NVIDIA ${version.trim()}` }] : [];
  }
}
