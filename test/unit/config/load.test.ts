import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import { SMALLEST } from './examples.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'finetune-gate-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('loadConfig', () => {
  it('reads a file', async () => {
    expect(await loadConfig(file('good.yml', SMALLEST))).toEqual(parseConfig(SMALLEST, 'x'));
  });

  it('says that there is none, and how to name one', async () => {
    await expect(loadConfig(join(folder, 'absent.yml'), 'absent.yml')).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: expect.stringContaining('there is no such file'),
      place: { file: 'absent.yml' },
      remedy: expect.stringContaining('--config'),
    });
  });

  it('says that it is a folder', async () => {
    mkdirSync(join(folder, 'sub'));
    await expect(loadConfig(join(folder, 'sub'))).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
    await expect(loadConfig('/dev/zero')).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
  });

  it('refuses what is not UTF-8', async () => {
    const latin = file('latin.yml', Buffer.concat([Buffer.from(SMALLEST), Buffer.from([0x23, 0xe9, 0x0a])]));
    await expect(loadConfig(latin, 'latin.yml')).rejects.toMatchObject({
      code: 'CONFIG_SYNTAX',
      details: ['latin.yml:1:1  not UTF-8 text'],
    });
  });

  it('refuses a large file without reading it', async () => {
    const large = file('large.yml', Buffer.alloc(2 ** 20 + 1, '#'));
    await expect(loadConfig(large)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('calls the file as it is told to', async () => {
    const bad = file('bad.yml', 'version: 1\n');
    await expect(loadConfig(bad, 'sub/bad.yml')).rejects.toMatchObject({
      place: { file: 'sub/bad.yml', line: 1 },
      details: [
        expect.stringMatching(/^sub\/bad\.yml:1:1 {2}data – /),
        expect.stringMatching(/^sub\/bad\.yml/),
      ],
    });
  });
});
