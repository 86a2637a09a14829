import { createHash, hash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { EngineInfo } from '../engine/engine.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { SweepPoint } from '../sweep/point.ts';
import { version } from '../version.ts';
import type { SweepJob } from './sweep-job.ts';
import type { TrialRecord } from './sweep-records.ts';
import { weightsDigest } from './sweep-weights.ts';
import { writeWhole } from './write-whole.ts';

interface Kept {
  readonly key: string;
  /** Of the weights' files. */
  readonly weights: string;
  readonly record: TrialRecord;
}

const DIGEST_BYTES = 32;

/**
 * Trials that an earlier run of the same sweep finished before it was ended: they are not trained again. A record counts
 * only for the very inputs that it was made from, and only with its weights as they were.
 */
export class KeptTrials {
  readonly #job: SweepJob;
  readonly #inputs: readonly unknown[];

  /** @param rows of the data, as `rowsDigest` */
  constructor(job: SweepJob, rows: string, model: EmbeddingModel, engine: EngineInfo) {
    this.#job = job;
    const { weightsHash, maxLength, precision } = model;
    const { train, evaluate, dataSeed, data } = job;
    const { name, version: built, device, provider } = engine;
    const computed = [name, built, device, provider, job.engine.threads];
    const { seed: _, ...trained } = train;
    this.#inputs = [
      version,
      rows,
      data,
      dataSeed,
      weightsHash,
      maxLength,
      precision,
      trained,
      evaluate,
      computed,
    ];
  }

  /** What was kept of a point; undefined when nothing was, or not of these inputs, or not whole. */
  async read(point: SweepPoint): Promise<TrialRecord | undefined> {
    const { kept, folder } = this.#job;
    if (kept === undefined) return undefined;
    const bytes = await readFile(this.#file(kept, point)).catch(() => undefined);
    const body = bytes?.subarray(DIGEST_BYTES);
    if (!bytes || !body || !digest(body).equals(bytes.subarray(0, DIGEST_BYTES))) return undefined;
    const { key, weights, record } = deserialize(body) as Kept;
    if (key !== this.#key(point) || record.weights === undefined) return undefined;
    return (await weightsDigest(join(folder, record.weights))) === weights ? record : undefined;
  }

  /** Keeps a trial whose weights are written. */
  async write(record: TrialRecord): Promise<void> {
    const { kept, folder } = this.#job;
    const weights = record.weights && (await weightsDigest(join(folder, record.weights)));
    if (kept === undefined || !weights) return;
    const body = serialize({ key: this.#key(record.point), weights, record } satisfies Kept);
    await mkdir(kept, { recursive: true });
    await writeWhole(this.#file(kept, record.point), Buffer.concat([digest(body), body]));
  }

  #file(kept: string, { id }: SweepPoint): string {
    return join(kept, `${hash('sha256', id, 'hex').slice(0, 16)}.trial`);
  }

  #key(point: SweepPoint): string {
    return hash('sha256', JSON.stringify([...this.#inputs, point]), 'hex');
  }
}

const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
