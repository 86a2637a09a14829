// Processes that share a store are killed at random moments: `npm run bench -- store-kills [--kills N] [--writers N]`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { storeName } from '../src/model/store/file-names.ts';
import { EmbeddingStore } from '../src/model/store/store.ts';
import { compare, keyOf, type StoreTask, WRONG } from './work/store-writer.ts';

export interface KillOptions {
  /** Starts a writer; its last argument, a task in JSON, is added. */
  readonly command: readonly string[];
  readonly kills: number;
  /** Processes that write at the same time. */
  readonly writers: number;
  readonly dimensions: number;
  readonly texts: number;
  /** Bytes that the folder may hold. */
  readonly limit: number;
  /** Most milliseconds that a writer lives. */
  readonly patience: number;
}

export interface KillOutcome {
  readonly kills: number;
  /** Texts with something else than was written, over all looks at the store. */
  readonly wrongVectors: number;
  /** Writers that ended by themselves, and openings that threw. */
  readonly refusals: number;
  /**
   * Looks at the store that found part of a block. A write takes so little of a writer's time that kills seldom meet
   * one, so after every second kill this program appends what such a kill would leave.
   */
  readonly torn: number;
  /** Looks that found a compaction begun. */
  readonly compactionLooks: number;
  readonly leastTexts: number;
  readonly mostTexts: number;
  /** What writers logged, and how often. */
  readonly complaints: Readonly<Record<string, number>>;
}

/** Kills one of the writers after another with SIGKILL, looks at all that is kept, and starts it again. */
export async function killWriters(options: KillOptions): Promise<KillOutcome> {
  const { kills, writers, dimensions, texts, limit, patience } = options;
  const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-kills-'));
  const path = join(folder, storeName(keyOf({ dimensions })));
  const complaints: Record<string, number> = {};
  const complain = (said: string) => {
    const what = said.trim().replaceAll(/ '[^']*'/g, '');
    complaints[what] = (complaints[what] ?? 0) + 1;
  };
  const all = Array.from({ length: texts }, (_, text) => text);
  let [seed, wrongVectors, refusals, torn, compactionLooks] = [0, 0, 0, 0, 0];
  let [leastTexts, mostTexts] = [texts, 0];
  const start = async (): Promise<ChildProcess> => {
    const task: StoreTask = { folder, dimensions, texts, limit, seed: ++seed };
    const [program, ...args] = options.command;
    const child = spawn(program!, [...args, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stderr!.on('data', chunk => complain(String(chunk)));
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
    return child;
  };
  const running = await Promise.all(Array.from({ length: writers }, start));
  try {
    for (let kill = 0; kill < kills; kill++) {
      await setTimeout(Math.random() * patience);
      const victim = kill % writers;
      const child = running[victim]!;
      if (child.exitCode === WRONG) wrongVectors++;
      else if (child.exitCode !== null) refusals++;
      else {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      if (ageTemporaries(folder)) compactionLooks++;
      if (kill % 2) tear(path);
      try {
        const store = EmbeddingStore.open(folder, keyOf({ dimensions }), { limit: Number.POSITIVE_INFINITY });
        const { missing, wrong } = await compare(store, all);
        if (store.lost > 0) torn++;
        wrongVectors += wrong.length;
        leastTexts = Math.min(leastTexts, texts - missing.length);
        mostTexts = Math.max(mostTexts, texts - missing.length);
        await store.close();
      } catch (thrown) {
        refusals++;
        complain(String(thrown));
      }
      running[victim] = await start();
    }
  } finally {
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(
      running.map(child => child.exitCode === null && child.signalCode === null && once(child, 'exit')),
    );
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    kills,
    wrongVectors,
    refusals,
    torn,
    compactionLooks,
    leastTexts,
    mostTexts,
    complaints,
  };
}

/** Appends part of a block, as a kill within a write does. */
function tear(path: string): void {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path).subarray(0, 2 ** 18);
  appendFileSync(path, bytes.subarray(0, Math.floor(Math.random() * bytes.length)));
}

/** Makes temporary files look abandoned, as they do minutes after a kill, so that compaction goes on; were there any? */
function ageTemporaries(folder: string): boolean {
  const names = readdirSync(folder).filter(name => name.endsWith('.tmp'));
  for (const name of names) {
    try {
      utimesSync(join(folder, name), 0, 0);
    } catch {
      // A writer that lives was faster.
    }
  }
  return names.length > 0;
}
