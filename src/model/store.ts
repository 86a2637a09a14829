import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of a text's key: enough of its SHA-256 that two texts never meet. */
const KEY_BYTES = 16;
const CHECKSUM_BYTES = 32;

/**
 * Embeddings of a frozen encoder, kept between runs: a frozen encoder's embedding of a text never changes. One file
 * for each (weights, maximum length), found by content: a list of (text's hash, vector) and a SHA-256 over all of it.
 * A file that is torn or altered is dropped, never believed.
 */
export class EmbeddingStore {
  readonly #file: string | undefined;
  readonly #dimensions: number;
  readonly #vectors: Map<string, Float32Array>;
  #grew = false;

  private constructor(file: string | undefined, dimensions: number, vectors: Map<string, Float32Array>) {
    this.#file = file;
    this.#dimensions = dimensions;
    this.#vectors = vectors;
  }

  /**
   * @param folder where stores live; undefined keeps the embeddings in memory only
   * @param key everything that decides an embedding beside the text
   * @param dimensions floats of an embedding
   */
  static async open(folder: string | undefined, key: string, dimensions: number): Promise<EmbeddingStore> {
    if (folder === undefined) return new EmbeddingStore(undefined, dimensions, new Map());
    const name = createHash('sha256').update(`${key}/${dimensions}`).digest('hex').slice(0, 32);
    const file = join(folder, `${name}.embeddings`);
    const bytes = await readFile(file).catch(() => undefined);
    return new EmbeddingStore(file, dimensions, bytes ? parse(bytes, dimensions) : new Map());
  }

  get size(): number {
    return this.#vectors.size;
  }

  has(text: string): boolean {
    return this.#vectors.has(textKey(text));
  }

  /** @throws RangeError when the text is not in the store: ask `has` first */
  get(text: string): Float32Array {
    const vector = this.#vectors.get(textKey(text));
    if (!vector) throw new RangeError('no embedding of that text');
    return vector;
  }

  set(text: string, vector: Float32Array): void {
    if (vector.length !== this.#dimensions) throw new RangeError(`expected ${this.#dimensions} dimensions`);
    this.#vectors.set(textKey(text), vector);
    this.#grew = true;
  }

  /** Writes the file anew if something was added; a reader sees the old one or the new one, never half of it. */
  async save(): Promise<void> {
    if (this.#file === undefined || !this.#grew) return;
    const parts: Buffer[] = [];
    for (const [key, vector] of this.#vectors) {
      parts.push(
        Buffer.from(key, 'latin1'),
        Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength),
      );
    }
    const body = Buffer.concat(parts);
    await mkdir(join(this.#file, '..'), { recursive: true });
    const temporary = `${this.#file}.${process.pid}.tmp`;
    await writeFile(temporary, Buffer.concat([createHash('sha256').update(body).digest(), body]));
    await rename(temporary, this.#file);
    this.#grew = false;
  }
}

function textKey(text: string): string {
  return createHash('sha256').update(text).digest().toString('latin1', 0, KEY_BYTES);
}

function parse(bytes: Buffer, dimensions: number): Map<string, Float32Array> {
  const vectors = new Map<string, Float32Array>();
  const body = bytes.subarray(CHECKSUM_BYTES);
  const row = KEY_BYTES + 4 * dimensions;
  const whole =
    body.length % row === 0 &&
    createHash('sha256').update(body).digest().equals(bytes.subarray(0, CHECKSUM_BYTES));
  if (!whole) return vectors;
  for (let at = 0; at < body.length; at += row) {
    const vector = new Float32Array(dimensions);
    Buffer.from(vector.buffer).set(body.subarray(at + KEY_BYTES, at + row));
    vectors.set(body.toString('latin1', at, at + KEY_BYTES), vector);
  }
  return vectors;
}
