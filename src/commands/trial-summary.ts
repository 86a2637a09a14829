import type { Agreement } from '../model/agreement.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import type { ModelSummary } from '../report/result.ts';
import { trainable } from '../training/trainable.ts';
import type { TrialJob } from './job.ts';

export function modelSummary(job: TrialJob, model: EmbeddingModel, agreement?: Agreement): ModelSummary {
  return {
    base: typeof job.model.base === 'string' ? job.model.base : job.model.base.provider.model,
    ...(model.remote && { source: 'provider' as const }),
    ...(job.fetched && { source: job.fetched.source, revision: job.fetched.revision }),
    architecture: model.architecture.name,
    parameters: parametersOf(model),
    trainedParameters: size(trainable(model, job.train.tune).map(({ variable }) => variable)),
    dimensions: model.dimensions,
    maxLength: model.maxLength,
    weights: model.weightsHash,
    ...(agreement && { precision: { kind: model.precision, agreement } }),
  };
}

/** Of encoder, the base's own dense modules and the head. */
export function parametersOf({ architecture, modules, head }: EmbeddingModel): number {
  const dense = modules.flatMap(module => (module.kind === 'dense' ? [module.dense] : []));
  const layers = head ? [...dense, head] : dense;
  return size([architecture, ...layers].flatMap(({ variables }) => [...variables.values()]));
}

const size = (tensors: readonly { readonly size: number }[]) =>
  tensors.reduce((sum, tensor) => sum + tensor.size, 0);
