import type { Agreement } from '../model/agreement.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { ModelSummary } from '../report/result.ts';
import { trainable } from '../training/trainable.ts';
import type { TrialJob } from './job.ts';

export function modelSummary(job: TrialJob, model: EmbeddingModel, agreement?: Agreement): ModelSummary {
  const size = (tensors: Iterable<{ readonly size: number } | null>) =>
    [...tensors].reduce((sum, tensor) => sum + (tensor?.size ?? 0), 0);
  const head = model.head ? [model.head.weight, model.head.bias] : [];
  return {
    base: job.model.base,
    ...(job.fetched && { source: job.fetched.source, revision: job.fetched.revision }),
    architecture: model.architecture.name,
    parameters: size(model.architecture.variables.values()) + size(head),
    trainedParameters: size(trainable(model, job.train.tune).map(({ variable }) => variable)),
    dimensions: model.dimensions,
    maxLength: model.maxLength,
    weights: model.weightsHash,
    ...(agreement && { precision: { kind: model.precision, agreement } }),
  };
}
