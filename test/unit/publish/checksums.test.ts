import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeChecksums } from '../../../src/publish/checksums.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checksums-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

describe('writeChecksums', () => {
  it('sums every file of the folder in the order of their names', async () => {
    write('b.txt', 'abc');
    write('a/2.txt', '');
    write('B.txt', 'abc');
    const text = await writeChecksums(folder);
    // The digests of '' and 'abc' are those of FIPS 180-4's examples.
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(text).toBe(`${abc}  B.txt\n${empty}  a/2.txt\n${abc}  b.txt\n`);
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(text);
  });

  it('does not sum itself, so that a second time gives the same', async () => {
    write('a', 'x');
    const first = await writeChecksums(folder);
    expect(await writeChecksums(folder)).toBe(first);
    expect(readdirSync(folder)).toEqual(['SHA256SUMS', 'a']);
  });

  it.skipIf(spawnSync('sha256sum', ['--version']).status !== 0)('is what sha256sum -c reads', async () => {
    write('plain', '1');
    write('deep/er/file with spaces', '2');
    write('Straße', '3');
    write('back\\slash', '4');
    write('line\nbreak', '5');
    await writeChecksums(folder);
    const check = () =>
      execFileSync('sha256sum', ['-c', '--strict', 'SHA256SUMS'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    expect(check().match(/: OK$/gm)).toHaveLength(5);
    write('plain', 'altered');
    expect(check).toThrow();
  });

  it('refuses what it cannot sum, and writes nothing then', async () => {
    write('a', 'x');
    symlinkSync(tmpdir(), join(folder, 'elsewhere'));
    await expect(writeChecksums(folder)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect(readdirSync(folder)).toEqual(['a', 'elsewhere']);
    await expect(writeChecksums(join(folder, 'missing'))).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
  });
});
