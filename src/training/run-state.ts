import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunState, readState, writeState } from './state-file.ts';

/** A key, the step or `end`, and while it is written something that no other process has. */
const NAME = /^([0-9a-f]{32})-(\d{10}|end)\.state(?:\.[0-9a-f]{16}\.part)?$/;

/** Of a run: the last one, and the one before for when that is torn. */
const KEPT = 2;

/** Trainings whose states are kept: at most 15 seeds of a run, as many of its base branch, and what is encoded for each. */
const KEPT_RUNS = 32;
const ABANDONED_MS = 14 * 86_400_000;

/**
 * The states that a training left in a folder, to go on from. Their names are of everything that decides what comes out,
 * so processes that train the same write the same; each writes to a name of its own and renames, without a lock.
 */
export class RunStates {
  readonly #folder: string;
  readonly #key: string;

  /** @param key 32 digits of a hash over all inputs */
  constructor(folder: string, key: string) {
    this.#folder = folder;
    this.#key = key;
  }

  /** The last state that is whole; undefined when there is none. */
  async newest(): Promise<RunState | undefined> {
    for (const name of await this.#names()) {
      const state = await readState(join(this.#folder, name));
      if (state) return state;
    }
    return undefined;
  }

  /**
   * Adds a state, whole or not at all, and takes away all but the last two.
   *
   * @param at steps taken, or `end` when there is nothing left to do
   * @throws what the file system throws; then nothing is left of it
   */
  async save(at: number | 'end', state: RunState): Promise<void> {
    const file = join(this.#folder, `${this.#key}-${at === 'end' ? at : String(at).padStart(10, '0')}.state`);
    const temporary = `${file}.${randomBytes(8).toString('hex')}.part`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeState(temporary, state);
      await rename(temporary, file);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => {});
      throw cause;
    }
    for (const name of (await this.#names()).slice(KEPT)) await remove(join(this.#folder, name));
  }

  /** Of whole writes, the newest first: `end` stands behind every digit. */
  async #names(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names
      .filter(name => NAME.exec(name)?.[1] === this.#key && name.endsWith('.state'))
      .sort()
      .reverse();
  }
}

/** Takes away what these runs left, and the folder when nothing else is in it. */
export async function removeStates(folder: string, keys: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (keys.has(NAME.exec(name)?.[1] ?? '')) await remove(join(folder, name));
  await rmdir(folder).catch(() => {});
}

/** Takes away what runs left that nobody will go on with: all but the newest ones, and what is older than two weeks. */
export async function evictStates(folder: string, now = Date.now()): Promise<void> {
  const runs = new Map<string, { readonly names: string[]; modified: number }>();
  for (const name of await readdir(folder).catch(() => [])) {
    const [, key] = NAME.exec(name) ?? [];
    const stats = key === undefined ? undefined : await stat(join(folder, name)).catch(() => undefined);
    if (key === undefined || !stats?.isFile()) continue;
    const run = runs.get(key) ?? { names: [], modified: 0 };
    run.names.push(name);
    run.modified = Math.max(run.modified, stats.mtimeMs);
    runs.set(key, run);
  }
  const newestFirst = [...runs.values()].sort((a, b) => b.modified - a.modified);
  for (const [i, { names, modified }] of newestFirst.entries()) {
    if (i < KEPT_RUNS && now - modified < ABANDONED_MS) continue;
    for (const name of names) await remove(join(folder, name));
  }
}

/** What stays, in a folder that is read only, costs room and no run its result. */
async function remove(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => {});
}
