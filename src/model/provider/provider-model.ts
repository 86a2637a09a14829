import { FinetuneGateError } from '../../errors.ts';
import { Dense } from '../dense.ts';
import type { EmbeddingModel, RemoteBase } from '../embedding-model.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { providerHash } from './provider.ts';

/**
 * A model whose base is a provider: its embeddings are asked for, and only a fresh tanh head is here.
 *
 * @param options width of the provider's embeddings; of the head, none when omitted; seed of the head's weights
 */
export function providerModel(
  remote: RemoteBase,
  options: {
    readonly baseDimensions: number;
    readonly dimensions?: number | undefined;
    readonly seed: number;
  },
): EmbeddingModel {
  const { baseDimensions, dimensions, seed } = options;
  const head = dimensions === undefined ? null : Dense.xavier(baseDimensions, dimensions, seed);
  return {
    folder: '',
    architecture: {
      name: 'provider',
      hidden: baseDimensions,
      variables: new Map(),
      tokenEmbeddings: notHere,
    },
    tokenizer: { padId: 0, specialTokens: 0, encode: notHere } as unknown as Tokenizer,
    maxLength: 0,
    modules: [],
    head,
    baseDimensions,
    dimensions: dimensions ?? baseDimensions,
    weightsHash: providerHash(remote.provider),
    precision: 'fp32',
    remote,
    base: notHere,
    applyHead: x => (head ? head.apply(x) : x),
    dispose: () => head?.dispose(),
  };
}

/** Configurations that would need an encoder are refused before there is a model. */
function notHere(): never {
  throw new FinetuneGateError('INTERNAL', 'The encoder of a provider is not here.');
}
