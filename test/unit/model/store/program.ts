import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../../shared.ts';
import { newFolder } from './vectors.ts';

/** Bundles TypeScript, whose imports are relative to the repository, into a file that a process of its own can run. */
export async function bundled(contents: string): Promise<string> {
  const outfile = join(newFolder(), 'program.mjs');
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  return outfile;
}
