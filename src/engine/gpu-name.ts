import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const TIMEOUT_MS = 5_000;

/** The first GPU's name as NVIDIA's driver has it, or `GPU` when it does not say: TensorFlow's binding has no names. */
export async function gpuName(): Promise<string> {
  try {
    const query = ['--query-gpu=name', '--format=csv,noheader'];
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: TIMEOUT_MS });
    return stdout.split('\n')[0]?.trim() || 'GPU';
  } catch {
    return 'GPU';
  }
}
