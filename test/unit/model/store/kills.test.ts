import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { killWriters } from '../../../../bench/store-kills.ts';
import { root } from '../../../shared.ts';
import { newFolder } from './vectors.ts';

it('never hands out a wrong vector and never refuses to start, whenever its writers are killed', async () => {
  const program = join(newFolder(), 'writer.mjs');
  const contents = `import { writeUntilKilled } from './bench/work/store-writer.ts';
    writeUntilKilled(JSON.parse(process.argv[2]));`;
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const outcome = await killWriters({
    command: [process.execPath, program],
    kills: 20,
    writers: 2,
    dimensions: 64,
    texts: 2000,
    limit: 450_000,
    patience: 150,
  });
  expect(outcome).toMatchObject({ kills: 20, wrongVectors: 0, refusals: 0 });
  // The writers did write, more than has room.
  expect(outcome.mostTexts).toBeGreaterThan(1000);
}, 180_000);
