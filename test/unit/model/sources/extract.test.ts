import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { extract, topOf } from '../../../../src/model/sources/extract.ts';
import { root } from '../../../shared.ts';
import { temporaryFolder } from '../tiny.ts';
import { paxRecord, type TarEntry, tar, tarGz } from './tarball.ts';

const LIMITS = { bytes: 2 ** 24, entries: 100 };
const signal = new AbortController().signal;

describe('extract', () => {
  let folder: string;
  let into: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    into = path.join(folder, 'into');
  });

  const run = (bytes: Buffer, limits = LIMITS) => {
    const archive = path.join(folder, 'a.tar.gz');
    writeFileSync(archive, bytes);
    return extract(archive, into, limits, signal);
  };
  const files = (from = into) =>
    readdirSync(from, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => path.relative(from, path.join(entry.parentPath, entry.name)))
      .sort();
  const read = (name: string) => readFileSync(path.join(into, name), 'utf8');

  it.each(['gnu', 'ustar', 'pax', 'v7'])('unpacks what tar packs: --format=%s', async format => {
    const model = path.join(root, 'fixtures', 'models', 'tiny');
    cpSync(model, path.join(folder, 'tiny'), { recursive: true });
    const deep = path.join(folder, 'tiny', 'd'.repeat(60), 'e'.repeat(60));
    if (format !== 'v7') {
      mkdirSync(deep, { recursive: true });
      writeFileSync(path.join(deep, 'config.json'), '{"deep": true}');
    }
    const archive = path.join(folder, 'packed.tar.gz');
    execFileSync('tar', [`--format=${format}`, '-czf', archive, '-C', folder, 'tiny']);
    await extract(archive, into, LIMITS, signal);
    const top = await topOf(into);
    expect(path.basename(top)).toBe('tiny');
    expect(files(top)).toEqual(files(path.join(folder, 'tiny')));
    for (const name of files(top)) {
      expect(
        readFileSync(path.join(top, name)).equals(readFileSync(path.join(folder, 'tiny', name))),
        name,
      ).toBe(true);
    }
  });

  it('leaves out what no model is read from', async () => {
    await run(
      tarGz(
        ['config.json', 'vocab.txt', 'run.py', 'pytorch_model.bin', '._config.json', 'README.md'].map(
          name => ({ name, content: name }),
        ),
      ),
    );
    expect(files()).toEqual(['config.json', 'vocab.txt']);
    expect(await topOf(into)).toBe(into);
  });

  it('replaces what an earlier try left', async () => {
    await run(tarGz([{ name: 'old.json', content: '1' }]));
    await run(tarGz([{ name: 'new.json', content: '2' }]));
    expect(files()).toEqual(['new.json']);
  });

  it('knows long names and sizes in every form', async () => {
    const long = `${'a'.repeat(90)}/${'b'.repeat(90)}/config.json`;
    await run(
      tarGz([
        { name: './', type: '5' },
        { name: './plain.json', content: 'plain' },
        { name: 'config.json', prefix: 'sub', content: 'prefixed' },
        { name: 'x', type: 'x', content: paxRecord('path', `ü/${long}`) + paxRecord('mtime', '1') },
        { name: 'cut', content: 'pax' },
        { name: 'x', type: 'x', content: paxRecord('size', '5') },
        { name: 'size.json', content: 'sized', size: 5 },
        { name: '././@LongLink', type: 'L', content: `${long}\0` },
        { name: 'cut', content: 'gnu' },
        { name: 'g', type: 'g', content: paxRecord('comment', 'x') },
        {
          name: 'binary.json',
          content: 'binary',
          alter: header =>
            header.fill(0, 124, 136).writeUInt32BE(0x80000000, 124) && header.writeUInt8(6, 135),
        },
        { name: 'empty.json' },
      ]),
    );
    expect(files()).toEqual(
      ['binary.json', 'empty.json', 'plain.json', 'size.json', 'sub/config.json', long, `ü/${long}`].sort(),
    );
    expect([
      read('plain.json'),
      read('sub/config.json'),
      read(`ü/${long}`),
      read(long),
      read('binary.json'),
      read('empty.json'),
    ]).toEqual(['plain', 'prefixed', 'pax', 'gnu', 'binary', '']);
  });

  const REFUSED: [string, TarEntry[]][] = [
    ['a path up', [{ name: '../evil.json', content: 'x' }]],
    ['a path up in the middle', [{ name: 'a/../../evil.json', content: 'x' }]],
    ['an absolute path', [{ name: '/tmp/evil.json', content: 'x' }]],
    ['a path of another system', [{ name: 'a\\..\\evil.json', content: 'x' }]],
    ['a path with a drive', [{ name: 'c:evil.json', content: 'x' }]],
    [
      'a path up in a pax record',
      [{ name: 'x', type: 'x', content: paxRecord('path', '../evil.json') }, { name: 'a.json' }],
    ],
    ['a path up in a long name', [{ name: 'x', type: 'L', content: '../evil.json\0' }, { name: 'a.json' }]],
    ['a path up by its prefix', [{ name: 'evil.json', prefix: '..', content: 'x' }]],
    ['a path up that would not be kept', [{ name: '../evil.bin', content: 'x' }]],
    ['a symbolic link', [{ name: 'link', type: '2', link: '/etc' }]],
    ['a link', [{ name: 'a.json', type: '1', link: '../../secret' }]],
    ['a character device', [{ name: 'a.json', type: '3' }]],
    ['a block device', [{ name: 'a.json', type: '4' }]],
    ['a pipe', [{ name: 'a.json', type: '6' }]],
    ['a sparse file', [{ name: 'a.json', type: 'S' }]],
    [
      'a sparse file by pax',
      [{ name: 'x', type: 'x', content: paxRecord('GNU.sparse.major', '1') }, { name: 'a.json' }],
    ],
    ['a long link', [{ name: 'x', type: 'K', content: 'y' }]],
    [
      'a file twice',
      [
        { name: 'a.json', content: '1' },
        { name: './a.json', content: '2' },
      ],
    ],
    ['a file below a file', [{ name: 'a.json', content: '1' }, { name: 'a.json/b.json' }]],
    ['a file in place of a folder', [{ name: 'a.json/b.json' }, { name: 'a.json', content: '1' }]],
    [
      'a name that no file can have',
      [
        { name: 'x', type: 'x', content: paxRecord('path', `${'a'.repeat(300)}.json`) },
        { name: 'a.json', content: '1' },
      ],
    ],
    ['a damaged header', [{ name: 'a.json', alter: header => header.write('9', 130) }]],
    ['a size below zero', [{ name: 'a.json', alter: header => header.write('-7777777777\0', 124) }]],
    ['a size beyond numbers', [{ name: 'a.json', alter: header => header.fill(0xff, 124, 136) }]],
    ['a damaged pax record', [{ name: 'x', type: 'x', content: '99 path=x\n' }, { name: 'a.json' }]],
    ['a pax record without a length', [{ name: 'x', type: 'x', content: 'path=x\n' }, { name: 'a.json' }]],
    ['a name without an end', [{ name: 'x', type: 'L', size: 2 ** 20, content: Buffer.alloc(2 ** 20, 'a') }]],
  ];
  it.each(REFUSED)('refuses %s, and writes nothing outside', async (_, entries) => {
    await expect(run(tarGz(entries))).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect(readdirSync(folder).sort()).toEqual(['a.tar.gz', 'into']);
    expect(existsSync('/tmp/evil.json')).toBe(false);
  });

  it('refuses a damaged checksum', async () => {
    const bytes = tar([{ name: 'a.json', content: 'x' }]);
    bytes[0]! ^= 1;
    await expect(run(gzipSync(bytes))).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
  });

  it('refuses an archive that is cut anywhere', async () => {
    const bytes = tar([
      { name: 'a.json', content: 'x'.repeat(700) },
      { name: 'x', type: 'x', content: paxRecord('path', 'b') },
    ]);
    for (const length of [100, 512, 800, 1212, 1600, 1800, 2100]) {
      await expect(run(gzipSync(bytes.subarray(0, length))), String(length)).rejects.toMatchObject({
        code: 'ARCHIVE_INVALID',
      });
    }
    const whole = tarGz([
      { name: 'a.json', content: Buffer.from(Array.from({ length: 9_000 }, (_, i) => (i * i) & 255)) },
    ]);
    for (const share of [0, 0.1, 0.5, 0.9, 0.999]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      await expect(run(cut), String(share)).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    }
  });

  it('refuses what is no gzip file, and one whose checksum is wrong', async () => {
    await expect(run(Buffer.from('PK\x03\x04 a zip file'))).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
    });
    const bytes = tarGz([{ name: 'a.json', content: 'x' }]);
    bytes[bytes.length - 8]! ^= 1;
    await expect(run(bytes)).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
  });

  it('stops at its limits, wherever an archive hides its size', async () => {
    const limits = { bytes: 200_000, entries: 5 };
    const zeros = Buffer.alloc(300_000);
    const bombs: Buffer[] = [
      tarGz([{ name: 'a.json', content: zeros }]),
      tarGz([{ name: 'not-kept.bin', content: zeros }]),
      tarGz(Array.from({ length: 6 }, (_, i) => ({ name: `${i}.json` }))),
      tarGz(Array.from({ length: 300 }, () => ({ name: 'x', type: 'x', content: paxRecord('path', 'a') }))),
      gzipSync(tar([{ name: 'a.json' }], zeros)),
      tarGz([{ name: 'a.json', size: 2 ** 32 }]),
    ];
    for (const [i, bomb] of bombs.entries()) {
      await expect(run(bomb, limits), `bomb ${i}`).rejects.toMatchObject({ code: 'DOWNLOAD_TOO_LARGE' });
    }
  });

  it('stops when it is told to', async () => {
    writeFileSync(path.join(folder, 'a.tar.gz'), tarGz([{ name: 'a.json' }]));
    const aborted = AbortSignal.abort();
    await expect(extract(path.join(folder, 'a.tar.gz'), into, LIMITS, aborted)).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
  });
});
