import type { Agreement } from '../model/agreement.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { ModelSummary } from '../report/result.ts';
import { trainable } from '../training/trainable.ts';
import type { TrialJob } from './job.ts';

export function modelSummary(job: TrialJob, model: EmbeddingModel, agreement?: Agreement): ModelSummary {
  const size = (tensors: readonly { readonly size: number }[]) =>
    tensors.reduce((sum, tensor) => sum + tensor.size, 0);
  const dense = model.modules.flatMap(module => (module.kind === 'dense' ? [module.dense] : []));
  const layers = model.head ? [...dense, model.head] : dense;
  return {
    base: typeof job.model.base === 'string' ? job.model.base : job.model.base.provider.model,
    ...(model.remote && { source: 'provider' as const }),
    ...(job.fetched && { source: job.fetched.source, revision: job.fetched.revision }),
    architecture: model.architecture.name,
    parameters: size([model.architecture, ...layers].flatMap(({ variables }) => [...variables.values()])),
    trainedParameters: size(trainable(model, job.train.tune).map(({ variable }) => variable)),
    dimensions: model.dimensions,
    maxLength: model.maxLength,
    weights: model.weightsHash,
    ...(agreement && { precision: { kind: model.precision, agreement } }),
  };
}
