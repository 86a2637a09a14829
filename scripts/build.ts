// Builds dist/: the action, the command line and the worker, with what they share in chunks beside them.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
// @ts-expect-error plain JavaScript, shared with scripts/run.mjs
import { bundle, bundlePage } from './bundle.mjs';

const root = process.env.FINETUNE_GATE_ROOT ?? process.cwd();
const outdir = process.argv[2] ?? join(root, 'dist');
rmSync(outdir, { recursive: true, force: true });
// Chunks stay in the same folder: the supervisor finds the worker beside itself.
await bundle({
  absWorkingDir: root,
  entryPoints: ['src/main.ts', 'src/cli.ts', 'src/worker.ts'],
  outdir,
  splitting: true,
  chunkNames: 'chunk-[hash]',
  minify: true,
});
await bundlePage({ absWorkingDir: root, outfile: join(outdir, 'report-page.js') });
