import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { BegunEncoding } from '../model/encode-kept.ts';
import { RunStates, removeStates } from '../training/run-state.ts';
import { CHECKPOINTS } from './checkpoint-folder.ts';
import type { StoreRequest } from './open-store.ts';

/** Written twice, for it never changes and one of them may be torn. Those of trainings begin later, as a rule. */
const COPIES = [0, 1];
const OF_ENCODING = /-0{9}[01]\.state$/;

/** Keeps with what an encoding of these texts began, as long as it goes on; undefined where nothing is kept. */
export function begunEncoding(
  { cacheDir }: StoreRequest,
  { weightsHash, maxLength, precision }: EmbeddingModel,
  { info: { name, version, device, provider } }: Engine,
  texts: readonly string[],
): BegunEncoding | undefined {
  if (cacheDir === undefined) return undefined;
  const folder = join(cacheDir, CHECKPOINTS);
  let known: string | undefined;
  const key = () => {
    if (known !== undefined) return known;
    const parts = ['encoding', weightsHash, maxLength, precision, name, version, device, provider];
    const hash = createHash('sha256').update(JSON.stringify(parts));
    for (const text of texts) hash.update(`\0${text}`);
    known = hash.digest('hex').slice(0, 32);
    return known;
  };
  return {
    async load() {
      const state = await new RunStates(folder, key()).newest();
      const { missing } = (state?.meta ?? {}) as { readonly missing?: string };
      return missing === undefined ? undefined : bitsOf(missing, texts.length);
    },
    async save(missing) {
      // Without it, a rerun ends with other last digits, and that is all.
      const states = new RunStates(folder, key());
      const state = { meta: { missing: textOf(missing) }, arrays: new Map() };
      for (const copy of COPIES) await states.save(copy, state).catch(() => {});
    },
    async remove() {
      // Where all is kept, as a rule, nothing need be hashed.
      const names = await readdir(folder).catch(() => []);
      if (names.some(name => OF_ENCODING.test(name))) await removeStates(folder, new Set([key()]));
    },
  };
}

function textOf(bits: Uint8Array): string {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) if (bit) bytes[i >> 3]! |= 1 << (i & 7);
  return bytes.toString('base64');
}

function bitsOf(text: string, length: number): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  return Uint8Array.from({ length }, (_, i) => ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1);
}
