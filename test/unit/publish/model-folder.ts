import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSums, writeChecksums } from '../../../src/publish/checksums.ts';
import type { ModelToPack } from '../../../src/publish/pack.ts';
import type { Provenance } from '../../../src/publish/provenance.ts';
import { passing } from '../report/samples.ts';

export const COMMIT = 'c0ffee00'.repeat(5);

export const provenance: Provenance = {
  schemaVersion: 1,
  tool: { name: 'finetune-gate', version: '0.1.0' },
  source: { repository: 'https://github.com/acme/search', commit: COMMIT, dirty: false },
  runner: { os: 'Linux', arch: 'X64', node: '24.1.0' },
  modelSums: 'ab'.repeat(32),
};

/** Bytes that do not repeat. */
export function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    bytes[i] = state >> 16;
  }
  return bytes;
}

/** A folder with the names of a model's files. */
export async function modelFolder(folder: string, weights = 200_000): Promise<ModelToPack> {
  const files: Record<string, string | Buffer> = {
    'README.md': '# As it was trained\n',
    'modules.json': '[]\n',
    'model.safetensors': noise(weights),
    'onnx/model.onnx': noise(70_000),
    '1_Pooling/config.json': '{}\n',
    'tokenizer.json': '{"ä": 1}\n',
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return packable(folder);
}

/** A folder as it is, with its checksums. */
export async function packable(folder: string): Promise<ModelToPack> {
  const sums = await writeChecksums(folder);
  return { folder, files: parseSums(sums)!, result: passing, provenance, beside: [] };
}

export const names = (folder: string): string[] => readdirSync(folder).sort();
