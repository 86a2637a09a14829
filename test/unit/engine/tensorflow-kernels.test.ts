import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openReference } from '../../../src/engine/reference/open.ts';
import { usedKernels } from './used-kernels.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openReference();
});

/** Kernels that the installed package registers, read as text: its native library is not there to load. */
function registeredKernels(): Set<string> {
  const require = createRequire(import.meta.url);
  const dist = join(dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), 'dist');
  const list = readFileSync(join(dist, 'register_all_kernels.js'), 'utf8');
  // Of every file, the configuration is in the list that is registered, not only imported.
  const files = [...list.matchAll(/var (\w+) = require\("\.\/kernels\/(\w+)"\)/g)];
  const table = list.slice(list.indexOf('var kernelConfigs'));
  return new Set(files.filter(([, variable]) => table.includes(`${variable}.`)).map(([, , file]) => file!));
}

describe('@tensorflow/tfjs-node-gpu', () => {
  it('has every kernel that training and encoding use', async () => {
    const used = await usedKernels(engine);
    expect(used.size).toBeGreaterThan(30);
    for (const name of ['BatchMatMul', 'Erf', 'Softmax', 'GatherV2', 'ScatterNd', 'Sqrt'])
      expect(used).toContain(name);
    const there = registeredKernels();
    expect(there.size).toBeGreaterThan(140);
    expect([...used].filter(name => !there.has(name))).toEqual([]);
  });
});
