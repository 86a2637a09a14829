// One way to bundle TypeScript in this repository: the build, the scripts and the tests all come through here.
import { join } from 'node:path';
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
    plugins: [leftOut],
    ...options,
  });
}

/**
 * What libraries import for functions that nobody here calls: an HTTP client for OpenID Connect in @actions/core, the
 * sentences of zod in fifty languages. Half of the code that a start would load.
 *
 * @type {import('esbuild').Plugin}
 */
const leftOut = {
  name: 'left-out',
  setup(build) {
    build.onResolve({ filter: /oidc-utils\.js$/ }, ({ path, resolveDir }) =>
      /@actions[/\\]core[/\\]lib$/.test(resolveDir)
        ? { path: join(resolveDir, path), sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * The script of report.html, for browsers.
 *
 * @param {import('esbuild').BuildOptions} options
 */
export function bundlePage(options) {
  return build({
    entryPoints: ['src/report/html/page/main.ts'],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    banner: { js: '/* With Apache ECharts (Apache License 2.0) and ZRender (BSD 3-Clause). */' },
    logLevel: 'warning',
    legalComments: 'none',
    ...options,
  });
}
