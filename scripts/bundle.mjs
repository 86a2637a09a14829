// One way to bundle TypeScript in this repository: the build, the scripts and the tests all come through here.
import { build } from 'esbuild';

/** @param {import('esbuild').BuildOptions} options */
export function bundle(options) {
  return build({
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    // The ES modules of tfjs register their gradients; the CommonJS bundle does not.
    mainFields: ['module', 'main'],
    external: ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu', 'onnxruntime-node'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
    legalComments: 'none',
    ...options,
  });
}
