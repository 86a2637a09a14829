import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { encodeFile } from '../../../src/commands/encode-file.ts';
import { writeWhole } from '../../../src/commands/write-whole.ts';
import { Sandbox } from '../../sandbox.ts';
import { root } from '../../shared.ts';

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = new Sandbox();
  sandbox.write('file', 'x');
  mkdirSync(sandbox.path('folder'));
  symlinkSync(devNull, sandbox.path('device'));
});

it('writes the whole of a file in the place of the one before', async () => {
  await writeWhole(sandbox.path('file'), 'new');
  expect(sandbox.read('file')).toBe('new');
  expect(readdirSync(sandbox.folder).sort()).toEqual(['device', 'file', 'folder']);
});

it.each(['folder', 'file/below', 'none/below'])('leaves %s as it is', async name => {
  await expect(writeWhole(sandbox.path(name), 'new')).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  const job = { kind: 'encode', model: 'none', input: sandbox.path('file') } as const;
  const engine = { engine: 'reference', provider: 'auto', requireGpu: false } as const;
  const encoded = encodeFile(
    { ...job, output: sandbox.path(name), engine },
    () => {},
    new AbortController().signal,
  );
  await expect(encoded).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  expect(readdirSync(sandbox.folder).sort()).toEqual(['device', 'file', 'folder']);
  expect(lstatSync(sandbox.path('device')).isSymbolicLink()).toBe(true);
});

it.runIf(existsSync('/dev/full'))('says that the disk is full, and leaves nothing half-written', async () => {
  const output = sandbox.path('out.jsonl');
  symlinkSync('/dev/full', `${output}.${process.pid}.tmp`);
  const job = { kind: 'encode', model: join(root, 'fixtures', 'models', 'tiny'), output } as const;
  const engine = { engine: 'reference', provider: 'auto', requireGpu: false } as const;
  const encoded = encodeFile(
    { ...job, input: sandbox.path('file'), engine },
    () => {},
    new AbortController().signal,
  );
  await expect(encoded).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  expect(readdirSync(sandbox.folder).sort()).toEqual(['device', 'file', 'folder']);
});
