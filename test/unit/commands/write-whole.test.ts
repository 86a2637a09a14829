import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../../../src/commands/write-whole.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'whole-'));

describe('writeWhole', () => {
  it('replaces a file and leaves nothing else behind', async () => {
    const file = join(folder(), 'a.json');
    writeFileSync(file, 'before');
    await writeWhole(file, 'after');
    expect(readFileSync(file, 'utf8')).toBe('after');
    expect(readdirSync(join(file, '..'))).toEqual(['a.json']);
  });

  it('writes to a pipe and does not take its place', async () => {
    const pipe = join(folder(), 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const reader = spawn('timeout', ['20', 'cat', pipe]);
    let read = '';
    reader.stdout.on('data', chunk => {
      read += chunk;
    });
    const ended = once(reader, 'close');
    await writeWhole(pipe, 'through');
    await ended;
    expect(read).toBe('through');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it('says once which file it cannot write', async () => {
    const file = join(folder(), 'none', 'a.json');
    const fault = await writeWhole(file, 'x').catch(thrown => thrown);
    expect(fault).toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect(fault.message.match(/Cannot write/g)).toHaveLength(1);
  });
});
