import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { Answer } from './http.ts';
import { TransientFault } from './patience.ts';
import { writing } from './writing.ts';

/** What came of writing a body to its end, or to where it broke off. */
export interface Appended {
  /** Bytes of the whole part; more than `most` when the body would not end there. */
  readonly bytes: number;
  readonly cut?: TransientFault;
}

/** The beginning of a file that is being downloaded, and which version of the file it is a part of. */
export class PartFile {
  readonly path: string;
  readonly #to: string;
  readonly #tag: string;

  /** @param to where the file is put in the end. */
  constructor(to: string) {
    this.#to = to;
    this.path = `${to}.part`;
    this.#tag = `${to}.etag`;
  }

  async size(): Promise<number> {
    return (await stat(this.path).catch(() => undefined))?.size ?? 0;
  }

  /** The strong entity tag (RFC 9110, 8.8.3) that the part came with; a weak one says nothing about bytes. */
  async tag(): Promise<string | undefined> {
    const tag = await readFile(this.#tag, 'utf8').catch(() => '');
    return /^"[\x21\x23-\x7e]{0,1000}"$/.test(tag) ? tag : undefined;
  }

  async remember({ headers }: Answer): Promise<void> {
    await writing(this.#tag, () => writeFile(this.#tag, headers.get('etag') ?? ''));
  }

  async forget(): Promise<void> {
    for (const path of [this.path, this.#tag]) await rm(path, { force: true });
  }

  /** Writes a body after the first `start` bytes, and stops where it would grow over `most`. */
  async append(
    { chunks, cancel }: Answer,
    start: number,
    most: number,
    onBytes: (bytes: number) => void,
  ): Promise<Appended> {
    let bytes = start;
    const file = await writing(this.path, () => open(this.path, start > 0 ? 'a' : 'w')).catch(
      async thrown => {
        await cancel();
        throw thrown;
      },
    );
    try {
      for await (const chunk of chunks) {
        if (bytes + chunk.length > most) return { bytes: bytes + chunk.length };
        await writing(this.path, () => file.writeFile(chunk));
        bytes += chunk.length;
        onBytes(bytes);
      }
      await writing(this.path, () => file.sync());
      return { bytes };
    } catch (thrown) {
      if (thrown instanceof TransientFault) return { bytes, cut: thrown };
      throw thrown;
    } finally {
      await file.close();
    }
  }

  /** Puts the part, which is whole by now, into its place. */
  async finish(): Promise<void> {
    await writing(this.#to, () => rename(this.path, this.#to));
    await rm(this.#tag, { force: true });
  }
}
