import type { Engine } from '../engine/engine.ts';
import { type Agreement, agreementWithFp32, samplePositions } from '../model/agreement.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { TrialJob } from './job.ts';
import type { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';
import type { Features } from './trial-features.ts';

/** How close the embeddings of a sample of the run's texts are to fp32's; nothing when they are fp32 themselves. */
export async function precisionAgreement(
  job: TrialJob,
  engine: Engine,
  model: EmbeddingModel,
  index: TextIndex,
  { matrix, dimensions, row }: Features,
  { emit, signal, deadline }: TrialContext,
): Promise<Agreement | undefined> {
  if (job.model.precision === 'fp32') return undefined;
  const texts = Array.from(row.keys()).filter(text => row[text]! >= 0);
  const sample = samplePositions(texts.length).map(at => texts[at]!);
  const embeddings = new Float32Array(sample.length * dimensions);
  sample.forEach((text, i) => {
    const start = row[text]! * dimensions;
    embeddings.set(matrix.subarray(start, start + dimensions), i * dimensions);
  });
  const agreement = await agreementWithFp32(
    model,
    engine,
    sample.map(text => index.text(text)),
    embeddings,
    { signal, onProgress: () => deadline.assertLeft('encoding') },
  );
  const { meanCosine } = agreement;
  emit({
    type: 'log',
    line: `${model.precision}: mean cosine ${meanCosine.toFixed(6)} to fp32 over ${sample.length} texts`,
  });
  return agreement;
}
