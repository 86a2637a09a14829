// Runs a TypeScript file of this repository on any supported Node: `node scripts/run.mjs FILE [ARGUMENTS]`.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [file, ...rest] = process.argv.slice(2);
if (!file) throw new Error('usage: node scripts/run.mjs FILE [ARGUMENTS]');
const folder = join(root, 'node_modules', '.cache', 'finetune-gate');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `${basename(file, '.ts')}.${process.pid}.mjs`);
await bundle({
  entryPoints: [file],
  outfile,
  // tfjs' files of specs are imported for what they do, which its package.json does not say.
  ignoreAnnotations: true,
  external: ['esbuild', 'playwright-core', '@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'],
});
const child = spawn(process.execPath, ['--enable-source-maps', outfile, ...rest], {
  stdio: 'inherit',
  env: { ...process.env, FINETUNE_GATE_ROOT: root },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  import('node:fs')
    .then(fs => fs.rmSync(outfile, { force: true }))
    .finally(() => process.exit(code ?? (signal ? 1 : 0)));
});
