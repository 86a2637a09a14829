import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core';
import type { CompileOptions, Engine } from '../../src/engine/engine.ts';
import { agreementWithFp32, samplePositions } from '../../src/model/agreement.ts';
import type { EmbeddingModel } from '../../src/model/embedding-model.ts';
import { encodeTexts } from '../../src/model/encode.ts';
import { rounded } from '../summary.ts';
import type { ModelOutcome, ModelWorkload } from '../workload.ts';
import { type Lap, lap, lapTimes } from './clock.ts';
import { randomModel } from './random-model.ts';

/** Most rows have this width. */
const ROW = 64;

/** Passes over all sentences: batches made on the host, encoded, read back. */
export async function encodeWork(
  engine: Engine,
  workload: ModelWorkload,
): Promise<Omit<ModelOutcome, 'engine'>> {
  const { config, token_ids: tokenIds, batch_size: batchSize, repeats, precision } = workload;
  const model = randomModel(config, tokenIds, precision);
  // Packed rows hold as many texts as fit: on average the batch's number, never more.
  const tokens = tokenIds.reduce((sum, ids) => sum + ids.length, 0);
  const batchTokens = Math.max(ROW, Math.floor((batchSize * tokens) / tokenIds.length / ROW) * ROW);
  const texts = tokenIds.map((_, i) => String(i));
  const once = compilingOnce(engine);
  const pass = () => encodeTexts(model, once, texts, { stage: 'base', batchTokens });
  const warmUp = await lap(engine, pass);
  const laps: Lap[] = [];
  for (let i = 0; i < repeats; i++) laps.push(await lap(engine, pass));
  return { warm_up_seconds: warmUp.seconds, ...lapTimes(laps), ...(await cosine(model, engine, texts)) };
}

async function cosine(
  model: EmbeddingModel,
  engine: Engine,
  texts: readonly string[],
): Promise<{ mean_cosine?: number }> {
  if (model.precision === 'fp32') return {};
  const sample = samplePositions(texts.length).map(at => texts[at]!);
  const { embeddings } = await encodeTexts(model, engine, sample, { stage: 'base' });
  const { meanCosine } = await agreementWithFp32(model, engine, sample, embeddings);
  return { mean_cosine: rounded(meanCosine, 6) };
}

/** Each pass compiles the same function anew; like a pass over many more sentences, these share what was compiled. */
function compilingOnce(engine: Engine): Engine {
  let compiled: unknown;
  return {
    info: engine.info,
    compile<A extends readonly Tensor[], R extends TensorContainer>(
      fn: (...inputs: A) => R,
      options?: CompileOptions,
    ) {
      compiled ??= engine.compile(fn, options);
      return compiled as (...inputs: A) => Promise<R>;
    },
    dispose: () => engine.dispose(),
  };
}
