import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { cacheDigest } from '../commands/cache-digest.ts';
import { said, within } from './within.ts';

/** The part of @actions/cache that is used. */
export interface CacheClient {
  isFeatureAvailable(): boolean;
  restoreCache(paths: string[], primaryKey: string, restoreKeys?: string[]): Promise<string | undefined>;
  saveCache(paths: string[], key: string): Promise<number>;
}

/** What is kept between runs, and under which name. */
export interface Kept {
  /** In messages. */
  readonly name: string;
  /** What a run does without it. */
  readonly otherwise: string;
  readonly folder: string;
  /** What is saved of the folder, as patterns of @actions/glob; restored where it was. */
  readonly paths: readonly string[];
  /** Of every key; the newest saved under it is restored. */
  readonly prefix: string;
  /** Prefixes that will do where there is none. */
  readonly others?: readonly string[];
  /** In front of the content's hash, where the same content may be saved again. */
  readonly stamp?: string;
}

export interface CacheOptions {
  /** Called for anything that did not work; a cache never fails a run. */
  readonly notice: (message: string) => void;
  readonly info: (message: string) => void;
  /** Ends the wait for a slow download. */
  readonly signal?: AbortSignal;
  /** The client is large, so it is loaded only where a cache is used. */
  readonly load?: () => Promise<CacheClient>;
}

/** Milliseconds that a download may take; encoding anew is better than waiting longer. */
const RESTORE_MS = 10 * 60_000;
const SAVE_MS = 15 * 60_000;

/** A folder that is fetched from the Actions cache before a run, and saved after it if there is something else in it. */
export class FolderCache {
  readonly #kept: Kept;
  readonly #options: CacheOptions;
  readonly #client: CacheClient;
  readonly #before: string;

  private constructor(kept: Kept, options: CacheOptions, client: CacheClient, before: string) {
    this.#kept = kept;
    this.#options = options;
    this.#client = client;
    this.#before = before;
  }

  /** Fetches what was saved last into the folder, unless it has something. Undefined when the cache cannot be used. */
  static async restore(kept: Kept, options: CacheOptions): Promise<FolderCache | undefined> {
    const { name, otherwise, folder, paths, prefix, others = [] } = kept;
    const { notice, info, signal, load = () => import('@actions/cache') } = options;
    try {
      await mkdir(folder, { recursive: true });
      const client = await load();
      if (!client.isFeatureAvailable()) {
        notice(
          `The Actions cache is not available here, so ${otherwise}. \`cache: false\` stops this notice.`,
        );
        return undefined;
      }
      const found = await cacheDigest(folder);
      if (found !== EMPTY) {
        // Restoring would put older files in their place.
        info(`The ${name} of earlier runs are in the folder still.`);
        return new FolderCache(kept, options, client, found);
      }
      const restoring = client.restoreCache([...paths], prefix, [prefix, ...others]);
      const key = await within(restoring, RESTORE_MS, signal);
      info(key ? `The ${name} of earlier runs: ${key}` : `No ${name} of earlier runs in the Actions cache.`);
      return new FolderCache(kept, options, client, await cacheDigest(folder));
    } catch (thrown) {
      notice(`The Actions cache could not be read, so ${otherwise}: ${said(thrown)}`);
      return undefined;
    }
  }

  /** Whether there was something before the run. */
  get found(): boolean {
    return this.#before !== EMPTY;
  }

  /** Saves the folder under a new key if there is something else in it than before. */
  async save(milliseconds: number = SAVE_MS): Promise<void> {
    const { name, folder, paths, prefix, stamp = '' } = this.#kept;
    const { notice, info } = this.#options;
    try {
      const hash = await cacheDigest(folder);
      if (hash === this.#before || hash === EMPTY) return;
      const saving = this.#client.saveCache([...paths], `${prefix}${stamp}${hash}`);
      const id = await within(saving, milliseconds);
      // The client says by itself why it could not save, and gives no id.
      if (id !== -1) info(`Saved the ${name} in the Actions cache.`);
    } catch (thrown) {
      notice(`The ${name} could not be saved in the Actions cache: ${said(thrown)}`);
    }
  }
}

const EMPTY = createHash('sha256').digest('hex');
