import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a runtime folder holds: a package that works or not, with or without the native binary. */
export interface Fake {
  readonly name?: '@tensorflow/tfjs-node-gpu' | '@tensorflow/tfjs-node';
  readonly gpu?: boolean;
  readonly binary?: boolean;
  readonly fails?: string;
}

const require = createRequire(import.meta.url);
const folders: string[] = [];

/**
 * A folder with a stand-in for tfjs' TensorFlow package. Like the real one it brings its own (CommonJS) copy of tfjs,
 * registers the stock CPU kernels again, and calls functions that Node 23 took away; unlike it, it computes in
 * JavaScript.
 */
export async function fakeRuntime(...fakes: readonly Fake[]): Promise<string> {
  const runtime = mkdtempSync(join(tmpdir(), 'finetune-gate-engine-'));
  folders.push(runtime);
  for (const { name = '@tensorflow/tfjs-node-gpu', gpu = true, binary = true, fails } of fakes) {
    const folder = join(runtime, 'node_modules', name);
    await mkdir(join(folder, 'lib', 'napi-v8'), { recursive: true });
    if (binary) await writeFile(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name, version: '4.22.0', main: 'index.js' }),
    );
    await writeFile(
      join(folder, 'index.js'),
      fails ? `throw new Error(${JSON.stringify(fails)})` : code(gpu),
    );
  }
  return runtime;
}

export function removeRuntimes(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

function code(gpu: boolean): string {
  const copy = (name: string) => JSON.stringify(require.resolve(name));
  return `
    const util = require('util');
    if (util.isNullOrUndefined(0) || !util.isNullOrUndefined(null) || !util.isArray([])) throw new Error('util');
    const tf = require(${copy('@tensorflow/tfjs-core')});
    delete require.cache[${copy('@tensorflow/tfjs-backend-cpu')}];
    const { MathBackendCPU } = require(${copy('@tensorflow/tfjs-backend-cpu')});
    tf.copyRegisteredKernels('cpu', 'tensorflow');
    tf.registerBackend('tensorflow', () => Object.assign(new MathBackendCPU(), { isUsingGpuDevice: ${gpu} }));
    tf.setBackend('tensorflow');
  `;
}
