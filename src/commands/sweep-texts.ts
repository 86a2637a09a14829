import { hash } from 'node:crypto';
import { openEngine } from '../engine/select.ts';
import { Deadline } from './deadline.ts';
import { embedTexts } from './embed-texts.ts';
import type { Emit, Share, SweepTextsJob, SweepTextsReport } from './job.ts';
import { loadBase } from './load-base.ts';
import { bySeed, loadAll, mostOf } from './sweep-data.ts';
import { TextIndex } from './text-index.ts';

/** Encodes a share of the texts that points need, so that no two machines encode the same one. */
export async function encodeSweepTexts(
  job: SweepTextsJob,
  emit: Emit,
  signal: AbortSignal,
): Promise<SweepTextsReport> {
  const deadline = new Deadline(job.secondsLeft);
  const texts = new Set<string>();
  const data = await loadAll(job, signal);
  for (const points of bySeed(job.points)) {
    for (const text of new TextIndex(mostOf(data, points)).texts) if (isOf(job.share, text)) texts.add(text);
  }
  const engine = await openEngine(job.engine, line => emit({ type: 'log', line }));
  try {
    const model = await loadBase(job, { seed: 0 });
    try {
      const onProgress = () => deadline.assertLeft('encoding');
      const { cost } = await embedTexts(model, engine, [...texts], job, { emit, signal, onProgress });
      return { kind: 'sweep-texts', cost };
    } finally {
      model.dispose();
    }
  } finally {
    engine.dispose();
  }
}

/** By the first 32 bits of the text's SHA-256. */
function isOf({ index, of }: Share, text: string): boolean {
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, 8), 16) % of === index;
}
