import { open, readFile, rename, rm } from 'node:fs/promises';
import { openEngine } from '../engine/select.ts';
import { FinetuneGateError } from '../errors.ts';
import { encodeKept } from '../model/encode-kept.ts';
import { loadModel } from '../model/load.ts';
import type { Emit } from './job.ts';
import { openStore } from './open-store.ts';
import { assertPlaceForFile, unwritable } from './output-folder.ts';
import type { EncodeJob, EncodeReport } from './text-jobs.ts';
import { besides } from './write-whole.ts';

/** Texts encoded and written at a time, so that memory stays bounded. */
const CHUNK = 4096;

/** Encodes each line of a text file; line `i` of the output is `{"text": …, "embedding": […]}` of line `i`. */
export async function encodeFile(job: EncodeJob, emit: Emit, signal: AbortSignal): Promise<EncodeReport> {
  if (job.input === job.output)
    throw new FinetuneGateError('USAGE', '--input and --output are the same file.');
  await assertPlaceForFile(job.output);
  const started = performance.now();
  const texts = await readTexts(job.input);
  const engine = await openEngine(job.engine, line => emit({ type: 'log', line }));
  const temporary = await besides(job.output);
  try {
    const model = await loadModel(job.model, { seed: 0 });
    const store = openStore(job, model, emit);
    let encoded = 0;
    const file = await open(temporary, 'w').catch(cause => {
      throw unwritable(job.output, cause);
    });
    try {
      for (let start = 0; start < texts.length; start += CHUNK) {
        const chunk = texts.slice(start, start + CHUNK);
        const onProgress = (done: number) =>
          emit({ type: 'progress', phase: 'encode', done: start + done, total: texts.length });
        const unique = [...new Set(chunk)];
        // The model has no new head: its own modules are all part of the base. What earlier chunks added is found.
        store?.refresh();
        const options = { stage: 'base', signal, onProgress } as const;
        const { embeddings, dimensions, ...kept } = await encodeKept(model, engine, unique, store, options);
        encoded += kept.encoded;
        const rows = new Map(unique.map((text, row) => [text, row]));
        const lines = chunk.map(text => {
          const at = rows.get(text)! * dimensions;
          const embedding = Array.from(embeddings.subarray(at, at + dimensions));
          return `${JSON.stringify({ text, embedding })}\n`;
        });
        // Unlike `write`, it writes all that there is, or fails.
        await file.writeFile(lines.join('')).catch(cause => {
          throw unwritable(job.output, cause);
        });
      }
    } finally {
      await file.close();
      await store?.close(signal);
      model.dispose();
    }
    if (temporary !== job.output) {
      await rename(temporary, job.output).catch(cause => {
        throw unwritable(job.output, cause);
      });
    }
    return {
      kind: 'encode',
      texts: texts.length,
      encoded,
      dimensions: model.dimensions,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    if (temporary !== job.output) await rm(temporary, { force: true }).catch(() => {});
    engine.dispose();
  }
}

async function readTexts(input: string): Promise<string[]> {
  const text = await readFile(input, 'utf8').catch(cause => {
    throw new FinetuneGateError('DATA_NOT_FOUND', `Cannot read ${input}.`, {
      cause,
      remedy: 'Mend --input.',
    });
  });
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
