import { closeSync, fstatSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { breathe } from '../breathe.ts';
import { compact } from './compact.ts';
import { type EmbeddingKey, formatOf, storeName } from './file-names.ts';
import { type BlockFormat, KEY_BYTES } from './format.ts';
import { KeyTable } from './key-table.ts';
import { readBytes, scanBlocks } from './scan.ts';
import { textKeys } from './text-key.ts';

/** Bytes of embeddings that a folder keeps when nothing says otherwise. */
export const DEFAULT_LIMIT = 4 * 2 ** 30;

/** Blocks read between two looks at the event loop. */
const BREATH = 64;

/** A file of which more is lost than whole is written anew, if it is so many bytes more. */
const LOST_BYTES = 2 ** 24;

export interface StoreOptions {
  /** Bytes that the folder may hold; what was not used for longest is forgotten first. */
  readonly limit?: number;
  /** Told when embeddings cannot be kept; a store never fails a run. */
  readonly log?: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Embeddings of a frozen encoder, kept between runs: such an embedding never changes. One file for each key, to which
 * blocks are only appended, by any number of processes at once and each in a single write. Memory holds an index of the
 * texts' hashes and no vectors. The index is a hint: a vector is handed out when the block that it comes from holds its
 * checksums and names its text, so whatever bytes are on the disk, a text is either found or encoded again.
 */
export class EmbeddingStore {
  readonly #file: string;
  readonly #format: BlockFormat;
  readonly #options: StoreOptions;
  #reader: number | undefined;
  #appender: number | undefined;
  /** Whether stamps can be written. */
  #writable = false;
  #failed = false;
  #table = new KeyTable();
  /** Of each block, its place in the file and the number of its first key. */
  #blocks: { readonly start: number; readonly end: number; readonly first: number }[] = [];
  /** Up to where the file was scanned, and how much of that was whole. */
  #scanned = 0;
  #whole = 0;

  private constructor(file: string, format: BlockFormat, options: StoreOptions) {
    this.#file = file;
    this.#format = format;
    this.#options = options;
  }

  /** Opens a key's file. What cannot be read holds nothing. */
  static open(folder: string, key: EmbeddingKey, options: StoreOptions = {}): EmbeddingStore {
    const file = join(folder, storeName(key));
    const store = new EmbeddingStore(file, formatOf(file)!, options);
    store.refresh();
    return store;
  }

  /** Texts in the index. */
  get size(): number {
    return this.#table.size;
  }

  get dimensions(): number {
    return this.#format.dimensions;
  }

  /** Rows to append at a time when there are enough: fewer take up more room. */
  get fullRows(): number {
    return this.#format.fullRows;
  }

  /** Bytes of the file that no block accounts for: what killed writers left, or what is no store. */
  get lost(): number {
    return this.#scanned - this.#whole;
  }

  /** Takes in what this and other processes appended since. */
  refresh(): void {
    try {
      if (this.#reader !== undefined && fstatSync(this.#reader).nlink === 0) this.#forget();
      this.#openReader();
      if (this.#reader === undefined) return;
      const { size } = fstatSync(this.#reader);
      const from = this.#blocks.at(-1)?.end ?? 0;
      for (const { start, end, keys } of scanBlocks(this.#reader, this.#format, from, size)) {
        this.#blocks.push({ start, end, first: this.#table.length });
        this.#table.addAll(keys);
        this.#whole += end - start;
      }
      this.#scanned = size;
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /**
   * Copies the embeddings that are known.
   *
   * @param into row-major [texts, dimensions]; the rows of unknown texts are left alone
   * @returns 1 for each text that was found, else 0
   * @throws `INTERRUPTED` (or the signal's own reason) when aborted
   */
  async read(texts: readonly string[], into: Float32Array, signal?: AbortSignal): Promise<Uint8Array> {
    const found = new Uint8Array(texts.length);
    const keys = textKeys(texts);
    // In the order of the file, so that each block is read once.
    const wanted = new Float64Array(texts.length);
    let count = 0;
    for (let text = 0; text < texts.length; text++) {
      const number = this.#table.find(keys, text * KEY_BYTES);
      if (number >= 0) wanted[count++] = number * texts.length + text;
    }
    const sorted = wanted.subarray(0, count).sort();
    let blocksRead = 0;
    for (let at = 0, block = 0; at < count; block++) {
      const next = this.#blocks[block + 1]?.first ?? this.#table.length;
      const from = at;
      while (at < count && (sorted[at] as number) < next * texts.length) at++;
      if (at === from) continue;
      this.#readBlock(block, sorted.subarray(from, at), keys, into, found);
      if (++blocksRead % BREATH === 0) await breathe(signal);
    }
    return found;
  }

  /** @param wanted number of a key × texts + position of its text, as `read` sorts them */
  #readBlock(block: number, wanted: Float64Array, keys: Buffer, into: Float32Array, found: Uint8Array): void {
    const { start, end, first } = this.#blocks[block]!;
    const { dimensions } = this;
    let open: ReturnType<BlockFormat['open']>;
    try {
      open = this.#format.open(readBytes(this.#reader!, start, end - start));
    } catch (cause) {
      this.#fail(cause);
    }
    if (!open) return;
    const now = this.#minutes();
    let stamped = false;
    for (const both of wanted) {
      const text = both % found.length;
      const row = Math.floor(both / found.length) - first;
      const [key, at] = [text * KEY_BYTES, row * KEY_BYTES];
      if (open.keys.compare(keys, key, key + KEY_BYTES, at, at + KEY_BYTES) !== 0) continue;
      into.set(open.vectors.subarray(row * dimensions, (row + 1) * dimensions), text * dimensions);
      found[text] = 1;
      if (open.stamps[row] !== now) stamped = true;
      open.stamps[row] = now;
    }
    if (stamped && this.#writable) this.#writeStamps(start + this.#format.stampsAt(open.rows), open.stamps);
  }

  /**
   * Keeps embeddings. What was appended when a process dies is kept, but for the block that it was writing.
   *
   * @param vectors row-major [texts, dimensions], finite
   */
  append(texts: readonly string[], vectors: Float32Array): void {
    const { dimensions, fullRows } = this;
    if (vectors.length !== texts.length * dimensions) {
      throw new RangeError(`expected ${texts.length} × ${dimensions} floats, not ${vectors.length}`);
    }
    if (this.#failed) return;
    const keys = textKeys(texts);
    try {
      for (let from = 0; from < texts.length; from += fullRows) {
        const to = Math.min(from + fullRows, texts.length);
        const block = this.#format.write(to - from, parts => {
          keys.copy(parts.keys, 0, from * KEY_BYTES, to * KEY_BYTES);
          parts.stamps.fill(this.#minutes());
          parts.vectors.set(vectors.subarray(from * dimensions, to * dimensions));
        });
        // One write, as the system puts those to the end of a file one after another. The rest of one that was cut short
        // would come after what others appended meanwhile, so it is not written.
        if (writeSync(this.#openAppender(), block) < block.length) throw new Error('the disk is full');
      }
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /**
   * Ends the use of the file, and brings the folder back to its limit.
   *
   * @param signal ends that work, which a later run then does
   */
  async close(signal?: AbortSignal): Promise<void> {
    const mostlyLost = this.lost > this.#whole + LOST_BYTES ? this.#file : undefined;
    this.#forget();
    const { limit = DEFAULT_LIMIT, now = Date.now, log } = this.#options;
    try {
      signal?.throwIfAborted();
      await compact(dirname(this.#file), {
        limit,
        now,
        ...(mostlyLost && { mostlyLost }),
        ...(signal && { signal }),
      });
    } catch (cause) {
      // What is gone meanwhile was taken away by another process that is at the same work.
      if (signal?.aborted || (cause as NodeJS.ErrnoException).code === 'ENOENT') return;
      log?.(`The kept embeddings cannot be brought back to their limit: ${said(cause)}`);
    }
  }

  #openReader(): void {
    if (this.#reader !== undefined) return;
    const stats = statSync(this.#file, { throwIfNoEntry: false });
    if (!stats) return;
    // A pipe would be waited for.
    if (!stats.isFile()) throw new Error(`${this.#file} is no file`);
    try {
      this.#reader = openSync(this.#file, 'r+');
      this.#writable = true;
    } catch {
      this.#reader = openSync(this.#file, 'r');
      this.#writable = false;
    }
  }

  /** The file as it is now, also when another process has put a compacted one in its place. */
  #openAppender(): number {
    if (this.#appender !== undefined && fstatSync(this.#appender).nlink > 0) return this.#appender;
    if (this.#appender !== undefined) closeSync(this.#appender);
    this.#appender = undefined;
    mkdirSync(dirname(this.#file), { recursive: true });
    this.#appender = openSync(this.#file, 'a');
    return this.#appender;
  }

  /** In place, which is safe as no checksum covers them. */
  #writeStamps(at: number, stamps: Uint32Array): void {
    try {
      writeSync(this.#reader!, stamps, 0, stamps.byteLength, at);
    } catch {
      this.#writable = false;
    }
  }

  #forget(): void {
    for (const fd of [this.#reader, this.#appender]) if (fd !== undefined) closeSync(fd);
    this.#reader = undefined;
    this.#appender = undefined;
    this.#table = new KeyTable();
    this.#blocks = [];
    this.#scanned = 0;
    this.#whole = 0;
  }

  #fail(cause: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.log?.(`The embeddings cannot be kept for the next run: ${said(cause)}`);
  }

  #minutes(): number {
    return Math.floor((this.#options.now ?? Date.now)() / 60_000);
  }
}

const said = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
