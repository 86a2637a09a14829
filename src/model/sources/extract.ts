import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { FinetuneGateError } from '../../errors.ts';
import { ByteReader } from './byte-reader.ts';
import { isInside } from './needed-files.ts';
import { interrupted } from './patience.ts';
import { archiveInvalid, BLOCK, parsePax, parseTarHeader, type TarHeader } from './tar-header.ts';
import { writing } from './writing.ts';

export interface ExtractLimits {
  /** Bytes of the unpacked archive, what is not kept included. */
  readonly bytes: number;
  readonly entries: number;
}

/** More is no name. */
const MAX_NAME_BYTES = 64 * 1024;
/** What a file system answers to a name that is taken, as a file or as a folder, or too long: no fault of the disk. */
const NAME_FAULTS: ReadonlySet<unknown> = new Set(['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']);
/** What a model is read from; notes, pickles and programs are left in the archive. */
const KEPT = /^(?!\._).*\.(?:json|safetensors|txt)$/;

/**
 * Unpacks the model's files of a `.tar.gz` into a new folder, as a stream. Links, devices and paths that lead out are
 * refused wherever they stand, and so is an archive that grows over the limits.
 *
 * @throws FinetuneGateError ARCHIVE_INVALID, DOWNLOAD_TOO_LARGE, OUTPUT_UNWRITABLE, INTERRUPTED
 */
export async function extract(
  archive: string,
  into: string,
  limits: ExtractLimits,
  signal: AbortSignal,
): Promise<void> {
  await rm(into, { recursive: true, force: true });
  await writing(into, () => mkdir(into, { recursive: true }));
  try {
    const file = createReadStream(archive, { highWaterMark: 2 ** 18 });
    await pipeline(file, createGunzip({ chunkSize: 2 ** 18 }), chunks => unpack(chunks, into, limits), {
      signal,
    });
  } catch (thrown) {
    if (signal.aborted) throw interrupted();
    if (thrown instanceof FinetuneGateError) throw thrown;
    throw archiveInvalid('it is no whole gzip file', thrown);
  }
}

async function unpack(chunks: AsyncIterable<Buffer>, into: string, limits: ExtractLimits): Promise<void> {
  const reader = new ByteReader(chunks, limits.bytes, () => tooLarge(limits));
  let entries = 0;
  for await (const { name, kind, size } of headers(reader)) {
    if (size > limits.bytes || ++entries > limits.entries) throw tooLarge(limits);
    const path = checkedName(name);
    if (kind === 'file' && KEPT.test(basename(path))) await write(reader, join(into, path), size);
    else await skip(reader, size);
    await skip(reader, padding(size));
  }
  // What follows the end is read too, so that gzip's own checksum is checked.
  for await (const _ of reader.pieces(Number.POSITIVE_INFINITY));
}

/** Files and folders, each with the name and size that the headers before it gave. Bodies are the caller's to read. */
async function* headers(reader: ByteReader): AsyncGenerator<TarHeader, void, void> {
  let given: { path?: string; size?: number } = {};
  for (;;) {
    const block = await reader.read(BLOCK);
    if (block.length === 0) return;
    if (block.length < BLOCK) throw archiveInvalid('it ends in the middle of a header');
    const header = parseTarHeader(block);
    if (header === null) return;
    if (header.kind === 'file' || header.kind === 'folder') {
      const { path: name = header.name, size = header.size } = given;
      given = {};
      yield { ...header, name, size: header.kind === 'folder' ? 0 : size };
      continue;
    }
    if (header.size > MAX_NAME_BYTES) throw archiveInvalid('a header of the archive is too long');
    const content = await reader.read(header.size);
    if (content.length < header.size) throw archiveInvalid('it ends in the middle of a header');
    await skip(reader, padding(header.size));
    if (header.kind === 'extended') given = { ...given, ...parsePax(content) };
    if (header.kind === 'long-name') given.path = content.toString('utf8').replace(/\0.*$/s, '');
  }
}

function checkedName(name: string): string {
  const path = name.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
  if (path === '' || path === '.' || isInside(path)) return path;
  throw archiveInvalid(`${JSON.stringify(name.slice(0, 200))} is no path inside of it`);
}

async function write(reader: ByteReader, path: string, size: number): Promise<void> {
  const file = await writing(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    return open(path, 'wx');
  }).catch(thrown => {
    throw NAME_FAULTS.has(thrown.cause?.code)
      ? archiveInvalid(
          `${JSON.stringify(basename(path).slice(0, 200))} is no name, or is in it twice`,
          thrown,
        )
      : thrown;
  });
  try {
    let written = 0;
    for await (const piece of reader.pieces(size)) {
      await writing(path, () => file.writeFile(piece));
      written += piece.length;
    }
    if (written < size) throw archiveInvalid('it ends in the middle of a file');
    await writing(path, () => file.sync());
  } finally {
    await file.close();
  }
}

async function skip(reader: ByteReader, length: number): Promise<void> {
  let skipped = 0;
  for await (const piece of reader.pieces(length)) skipped += piece.length;
  if (skipped < length) throw archiveInvalid('it ends in the middle of a file');
}

/** The folder with the model's files: the one folder at the top, where the archive has nothing else there. */
export async function topOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const [only] = entries;
  return entries.length === 1 && only?.isDirectory() ? join(folder, only.name) : folder;
}

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

function tooLarge({ bytes, entries }: ExtractLimits): FinetuneGateError {
  const limits = `${Math.floor(bytes / 2 ** 20)} MiB or ${entries} files`;
  return new FinetuneGateError(
    'DOWNLOAD_TOO_LARGE',
    `The base model's archive unpacks to more than ${limits}.`,
  );
}
