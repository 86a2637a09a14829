import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of the safetensors files under a model's folder; the same weights as ONNX are not counted again. */
export async function weightBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter(name => name.endsWith('.safetensors'));
  const sizes = await Promise.all(files.map(async name => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
