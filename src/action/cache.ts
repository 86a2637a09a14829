import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { cacheDigest } from '../commands/cache-digest.ts';

/** The part of @actions/cache that is used. */
export interface CacheClient {
  isFeatureAvailable(): boolean;
  restoreCache(paths: string[], primaryKey: string, restoreKeys?: string[]): Promise<string | undefined>;
  saveCache(paths: string[], key: string): Promise<number>;
}

export interface CacheOptions {
  readonly folder: string;
  /** Called for anything that did not work; a cache never fails a run. */
  readonly notice: (message: string) => void;
  readonly info: (message: string) => void;
  /** Ends the wait for a slow download. */
  readonly signal?: AbortSignal;
  /** The client is large, so it is loaded only where a cache is used. */
  readonly load?: () => Promise<CacheClient>;
}

/** Raised when the layout of the folder changes. Another platform's embeddings may differ in their last digits. */
const PREFIX = `finetune-gate-embeddings-2-${process.platform}-${process.arch}-`;

/** Embeddings of frozen encoders, kept between runs: fetched before one, saved after it if they became more. */
export class EmbeddingCache {
  readonly #options: CacheOptions;
  readonly #client: CacheClient;
  readonly #restored: string;

  private constructor(options: CacheOptions, client: CacheClient, restored: string) {
    this.#options = options;
    this.#client = client;
    this.#restored = restored;
  }

  /** Fetches the newest saved embeddings into the folder, unless it has some. Undefined when the cache cannot be used. */
  static async restore(options: CacheOptions): Promise<EmbeddingCache | undefined> {
    const { folder, notice, info, signal, load = () => import('@actions/cache') } = options;
    try {
      await mkdir(folder, { recursive: true });
      const client = await load();
      if (!client.isFeatureAvailable()) {
        notice(
          'The Actions cache is not available here, so every text is encoded. `cache: false` stops this notice.',
        );
        return undefined;
      }
      const kept = await cacheDigest(folder);
      if (kept !== EMPTY) {
        // Restoring would put older files in their place.
        info('Embeddings of earlier runs are in the folder still.');
        return new EmbeddingCache(options, client, kept);
      }
      const key = await unlessAborted(client.restoreCache([folder], PREFIX, [PREFIX]), signal);
      info(
        key ? `Embeddings of earlier runs: ${key}` : 'No embeddings of earlier runs in the Actions cache.',
      );
      return new EmbeddingCache(options, client, await cacheDigest(folder));
    } catch (thrown) {
      notice(`The Actions cache could not be read, so every text is encoded: ${said(thrown)}`);
      return undefined;
    }
  }

  /** Saves the folder under a new key if something was added or forgotten. */
  async save(): Promise<void> {
    const { folder, notice, info } = this.#options;
    try {
      const hash = await cacheDigest(folder);
      if (hash === this.#restored || hash === EMPTY) return;
      const id = await this.#client.saveCache([folder], `${PREFIX}${hash}`);
      // The client says by itself why it could not save, and gives no id.
      if (id !== -1) info('Saved the embeddings in the Actions cache.');
    } catch (thrown) {
      notice(`The embeddings could not be saved in the Actions cache: ${said(thrown)}`);
    }
  }
}

const EMPTY = createHash('sha256').digest('hex');

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(new Error('the run was cancelled'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', abort));
}

const said = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
