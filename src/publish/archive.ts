import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { FinetuneGateError } from '../errors.ts';
import { storedGzip } from './stored-gzip.ts';

/** A file of an archive: one of the disk, or a text that is made for it. */
export type ArchiveFile = { readonly path: string } & ({ readonly file: string } | { readonly text: string });

/** A range of a file, and the SHA-256 of it. */
export interface Range {
  readonly start: number;
  readonly size: number;
  readonly sha256: string;
}

export interface Archive {
  readonly size: number;
  readonly sha256: string;
  /** The archive cut into pieces of `partBytes`, the last one shorter. */
  readonly parts: readonly Range[];
}

/**
 * Packs files into a `.tar.gz`, in the order of their names' bytes, with the same bytes on every machine: no times, no
 * owners, the mode 0644, no compression. The file appears when it is whole.
 *
 * @param partBytes bytes of a piece that is hashed by itself
 * @throws FinetuneGateError OUTPUT_UNWRITABLE, RUN_UNUSABLE when a file changes while it is packed, INTERRUPTED
 */
export async function writeArchive(
  to: string,
  files: readonly ArchiveFile[],
  partBytes: number,
  signal: AbortSignal,
): Promise<Archive> {
  const temporary = `${to}.${process.pid}.tmp`;
  const tar = pack();
  const sums = new PartSums(partBytes);
  try {
    const file = await open(temporary, 'w');
    try {
      await Promise.all([
        fill(tar, files, signal),
        (async () => {
          for await (const bytes of storedGzip(tar as AsyncIterable<Uint8Array>)) {
            sums.update(bytes);
            await file.writeFile(bytes);
          }
        })(),
      ]);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, to);
    return sums.end();
  } catch (cause) {
    tar.destroy();
    await rm(temporary, { force: true }).catch(() => {});
    if (signal.aborted) throw new FinetuneGateError('INTERRUPTED', 'The run was cancelled.');
    if (cause instanceof FinetuneGateError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new FinetuneGateError('OUTPUT_UNWRITABLE', `Cannot write ${to}: ${said}`, { cause });
  }
}

async function fill(
  tar: ReturnType<typeof pack>,
  files: readonly ArchiveFile[],
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const file of [...files].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))) {
      const size = 'text' in file ? Buffer.byteLength(file.text) : (await stat(file.file)).size;
      const header = { name: file.path, size, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 };
      if ('text' in file) {
        const added = new Promise<void>((resolve, reject) => {
          tar.entry(header, file.text, fault => (fault ? reject(fault) : resolve()));
        });
        await added;
      } else {
        await pipeline(createReadStream(file.file, { highWaterMark: 2 ** 20 }), tar.entry(header), {
          signal,
        }).catch(cause => {
          const said = `${file.path} changed or went away while it was packed.`;
          throw new FinetuneGateError('RUN_UNUSABLE', said, { cause, remedy: 'Publish again.' });
        });
      }
    }
    tar.finalize();
  } catch (cause) {
    tar.destroy();
    throw cause;
  }
}

/** SHA-256 of a stream and of its pieces. */
class PartSums {
  readonly #partBytes: number;
  readonly #whole = createHash('sha256');
  readonly #parts: Range[] = [];
  #part: Hash = createHash('sha256');
  #start = 0;
  #size = 0;

  constructor(partBytes: number) {
    this.#partBytes = partBytes;
  }

  update(bytes: Buffer): void {
    this.#whole.update(bytes);
    for (let at = 0; at < bytes.length; ) {
      if (this.#size - this.#start === this.#partBytes) this.#cut();
      const piece = bytes.subarray(at, at + this.#partBytes - (this.#size - this.#start));
      this.#part.update(piece);
      this.#size += piece.length;
      at += piece.length;
    }
  }

  end(): Archive {
    this.#cut();
    return { size: this.#size, sha256: this.#whole.digest('hex'), parts: this.#parts };
  }

  #cut(): void {
    const size = this.#size - this.#start;
    this.#parts.push({ start: this.#start, size, sha256: this.#part.digest('hex') });
    this.#part = createHash('sha256');
    this.#start = this.#size;
  }
}
