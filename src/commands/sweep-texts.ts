import { hash } from 'node:crypto';
import type { LoadedData } from '../data/pair.ts';
import type { Engine } from '../engine/engine.ts';
import { openEngine } from '../engine/select.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { encodeKept } from '../model/encode-kept.ts';
import type { CostSummary } from '../report/result.ts';
import { TEXT_PARTS } from '../sweep/shards.ts';
import { Deadline } from './deadline.ts';
import type { Emit } from './job.ts';
import { loadBase } from './load-base.ts';
import { openStore, type StoreRequest } from './open-store.ts';
import { bySeed, loadAll, mostOf, type Wanted } from './sweep-data.ts';
import type { Share, SweepTextsJob, SweepTextsReport } from './sweep-job.ts';
import { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';

/** Encodes a share of the texts that points need, so that no two machines encode the same one. */
export async function encodeSweepTexts(
  job: SweepTextsJob,
  emit: Emit,
  signal: AbortSignal,
): Promise<SweepTextsReport> {
  const deadline = new Deadline(job.secondsLeft);
  const texts = textsOf(await loadAll(job, signal), job.points);
  const engine = await openEngine(job.engine, line => emit({ type: 'log', line }));
  try {
    const model = await loadBase(job, { seed: 0 });
    try {
      const context = { emit, signal, deadline };
      return {
        kind: 'sweep-texts',
        cost: await encodeInParts(job, model, engine, texts, context, job.share),
      };
    } finally {
      model.dispose();
    }
  } finally {
    engine.dispose();
  }
}

/** Every text that points need, once. */
export function textsOf(data: LoadedData, points: readonly Wanted[]): string[] {
  const texts = new Set<string>();
  for (const own of bySeed(points))
    for (const text of new TextIndex(mostOf(data, own)).texts) texts.add(text);
  return [...texts];
}

/** The whole of the texts. */
const ALL: Share = { index: 0, of: 1 };

/**
 * Puts embeddings of texts into the store, in eight parts by the texts' hash, each by itself. The last bits of an
 * embedding depend on what it is packed with: so a machine that encodes some of the parts gets the very same ones as a
 * machine that encodes all.
 */
export async function encodeInParts(
  job: StoreRequest,
  model: EmbeddingModel,
  engine: Engine,
  texts: readonly string[],
  { emit, signal, deadline }: Pick<TrialContext, 'emit' | 'signal' | 'deadline'>,
  share = ALL,
): Promise<CostSummary> {
  const parts: string[][] = Array.from({ length: TEXT_PARTS }, () => []);
  for (const text of texts) parts[partOf(text)]!.push(text);
  const own = parts.filter((_, part) => part % share.of === share.index);
  const all = own.reduce((sum, part) => sum + part.length, 0);
  const store = openStore(job, model, emit);
  const cost = { textsEncoded: 0, tokensEncoded: 0, textsFound: 0 };
  try {
    for (const part of own) {
      const before = cost.textsEncoded;
      const { tokens, encoded } = await encodeKept(model, engine, part, store, {
        stage: 'base',
        signal,
        onProgress: done => {
          deadline.assertLeft('encoding');
          emit({ type: 'progress', phase: 'encode', done: before + done, total: all - cost.textsFound });
        },
      });
      cost.textsEncoded += encoded;
      cost.tokensEncoded += tokens;
      cost.textsFound += part.length - encoded;
    }
    return cost;
  } finally {
    await store?.close(signal);
  }
}

/** By the first 32 bits of the text's SHA-256. */
function partOf(text: string): number {
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, 8), 16) % TEXT_PARTS;
}
