import { execFile, execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { EmbeddingStore } from '../../../../src/model/store/store.ts';
import { bundled } from './program.ts';
import { add, fill, foundIn, KEY, known, newFolder, onlyFile, textsOf } from './vectors.ts';

/** Appends 200 × 5 texts of its name, one call each five, as fast as it can. */
const APPENDING = `import { EmbeddingStore } from './src/model/store/store.ts';
  import { add, KEY, textsOf } from './test/unit/model/store/vectors.ts';
  const [, , folder, name] = process.argv;
  const store = EmbeddingStore.open(folder, KEY, { log: line => console.log(line) });
  const texts = textsOf(name, 1000);
  for (let from = 0; from < 1000; from += 5) add(store, texts.slice(from, from + 5));
  await store.close();`;

it('loses nothing of what several processes append at once', async () => {
  const [folder, program] = [newFolder(), await bundled(APPENDING)];
  const names = ['p', 'q', 'r', 's'];
  const run = (name: string) => promisify(execFile)(process.execPath, [program, folder, name]);
  const outputs = await Promise.all(names.map(run));
  expect(outputs.map(({ stdout }) => stdout)).toEqual(['', '', '', '']);
  const all = names.flatMap(name => textsOf(name, 1000));
  const store = EmbeddingStore.open(folder, KEY);
  expect(await known(store, all)).toEqual(all);
  expect(store.lost).toBe(0);
  await store.close();
});

it('says so once when the disk is full, and believes nothing that was half written', async () => {
  const [folder, program] = [newFolder(), await bundled(APPENDING)];
  await fill(folder, [textsOf('before', 10)]);
  // A limit on the size of files is answered as a full disk is: a short write, and then an error.
  const script = `ulimit -f 16; exec "${process.execPath}" "${program}" "${folder}" p`;
  const lines = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
  expect(lines).toEqual([expect.stringContaining('cannot be kept for the next run')]);
  const found = await foundIn(folder, [...textsOf('before', 10), ...textsOf('p', 1000)]);
  expect(found.slice(0, 10)).toEqual(textsOf('before', 10));
  expect(found.length).toBeGreaterThan(100);
  expect(found.length).toBeLessThan(1010);
  await fill(folder, [textsOf('after', 10)]);
  expect(await foundIn(folder, textsOf('after', 10))).toEqual(textsOf('after', 10));
});

it.skipIf(process.getuid?.() === 0)(
  'reads a folder that it may not write to (skipped for root, who may)',
  async () => {
    const folder = newFolder();
    await fill(folder, [textsOf('a', 10)]);
    const file = onlyFile(folder);
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    const lines: string[] = [];
    const store = EmbeddingStore.open(folder, KEY, { limit: 1, log: line => lines.push(line) });
    expect(await known(store, textsOf('a', 10))).toHaveLength(10);
    add(store, textsOf('b', 10));
    await store.close();
    expect(lines[0]).toContain('cannot be kept');
    chmodSync(folder, 0o755);
    expect(await foundIn(folder, textsOf('a', 10))).toHaveLength(10);
  },
);
