import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeLines, writeWhole } from '../../../src/commands/write-whole.ts';

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

describe('writeLines', () => {
  it('writes more than it holds at once, in order', async () => {
    const file = join(folder(), 'a.jsonl');
    const line = (i: number) => `${i} é${'x'.repeat(1000)}`;
    function* lines(): Generator<string> {
      for (let i = 0; i < 5000; i++) yield line(i);
    }
    await writeLines(file, lines());
    const written = readFileSync(file, 'utf8').split('\n');
    expect(written).toHaveLength(5001);
    expect(written.findIndex((text, i) => i < 5000 && text !== line(i))).toBe(-1);
    await writeLines(file, []);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('leaves what was there before when the lines break off', async () => {
    const file = join(folder(), 'a.jsonl');
    writeFileSync(file, 'before');
    function* lines(): Generator<string> {
      yield 'x'.repeat(2 << 20);
      throw new Error('no more');
    }
    await expect(writeLines(file, lines())).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(readdirSync(join(file, '..'))).toEqual(['a.jsonl']);
  });
});
