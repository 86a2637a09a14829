import { createHash, randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { BlockFormat } from './format.ts';

/** Everything that decides an embedding beside the text. */
export interface EmbeddingKey {
  /** Of all that the model is built from: weights, tokenizer, pooling and the modules after it. */
  readonly weightsHash: string;
  /** Most tokens of a text. */
  readonly maxLength: number;
  /** Floats of an embedding. */
  readonly dimensions: number;
  /** How the encoder computes, e.g. `int8`. */
  readonly precision?: string;
}

const STORE = /^([0-9a-f]{32})-([1-9]\d{0,5})\.vectors$/;
const TEMPORARY = /^[0-9a-f]{32}-[1-9]\d{0,5}\.vectors\.[0-9a-f]{16}\.tmp$/;
/** What the first format left behind, which was one file written whole. */
const OUTDATED = /^[0-9a-f]{32}\.embeddings$/;

/** The name of a key's file, and of nothing else's. */
export function storeName({ weightsHash, maxLength, dimensions, precision = 'fp32' }: EmbeddingKey): string {
  const parts = JSON.stringify([weightsHash, maxLength, precision, dimensions]);
  return `${createHash('sha256').update(parts).digest('hex').slice(0, 32)}-${dimensions}.vectors`;
}

/** How the file of that name is laid out; undefined when it is no store. */
export function formatOf(file: string): BlockFormat | undefined {
  const [, id, dimensions] = STORE.exec(basename(file)) ?? [];
  return id === undefined ? undefined : new BlockFormat(Buffer.from(id, 'hex'), Number(dimensions));
}

/** A name that no other process takes, for what is renamed to `file` when it is whole. */
export function temporaryName(file: string): string {
  return `${file}.${randomBytes(8).toString('hex')}.tmp`;
}

export function kindOf(name: string): 'store' | 'temporary' | 'outdated' | undefined {
  if (STORE.test(name)) return 'store';
  if (TEMPORARY.test(name)) return 'temporary';
  return OUTDATED.test(name) ? 'outdated' : undefined;
}
