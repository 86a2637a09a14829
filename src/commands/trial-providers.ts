import type { LoadedData, SplitName } from '../data/pair.ts';
import { SPLIT_NAMES } from '../data/split-names.ts';
import type { Evaluation } from '../evaluation/types.ts';
import type { EmbeddingModel } from '../model/embedding-model.ts';
import { providerModel } from '../model/provider/provider-model.ts';
import type { SpendingSummary } from '../report/measures.ts';
import type { TrialJob } from './job.ts';
import { BASE_PROVIDER } from './provider-services.ts';
import { type ProviderContext, ProviderVectors } from './provider-vectors.ts';
import type { JudgingSet } from './read-retrieval.ts';
import { Scorer } from './scorer.ts';
import { TextIndex } from './text-index.ts';
import type { TrialContext } from './trial-context.ts';
import type { Features } from './trial-features.ts';

/** The providers of a trial: those that are baselines, and the one that may be the base of training. */
export class TrialProviders {
  readonly #job: TrialJob;
  readonly #context: Omit<TrialContext, 'watch'> & Pick<ProviderContext, 'services'>;
  readonly #baselines: { readonly name: string; readonly vectors: ProviderVectors; features?: Features }[];
  readonly #base: ProviderVectors | undefined;

  constructor(job: TrialJob, context: Omit<TrialContext, 'watch'> & Pick<ProviderContext, 'services'>) {
    this.#job = job;
    this.#context = context;
    const { base } = job.model;
    this.#base =
      typeof base === 'string'
        ? undefined
        : new ProviderVectors({ name: BASE_PROVIDER, provider: base.provider }, job, context);
    this.#baselines = (job.providers ?? []).map(named => ({
      name: named.name,
      vectors: new ProviderVectors(named, job, context),
    }));
  }

  /**
   * Asks for the embeddings of every text that will be needed, before anything else is computed: what is refused or too
   * dear ends the run here.
   *
   * @throws FinetuneGateError as `ProviderVectors.embed`
   */
  async fetch({ splits }: Pick<LoadedData, 'splits'>, set: JudgingSet | undefined): Promise<void> {
    if (!this.#base && this.#baselines.length === 0) return;
    const index = new TextIndex(splits);
    const onProgress = () => this.#context.deadline.assertLeft('asking an embedding provider');
    const textsOf = (numbers: readonly number[]) => numbers.map(text => index.text(text));
    if (this.#base) {
      const texts = textsOf(index.textsOf(SPLIT_NAMES));
      const here = new Set(texts);
      const search = new Set(set ? [...set.queries, ...set.documents] : []);
      const later = [...search].filter(text => !here.has(text));
      await this.#base.embed(texts, { later, onProgress });
    }
    const scored = index.textsOf(scoredSplits(this.#job));
    for (const baseline of this.#baselines) {
      const { embeddings, dimensions } = await baseline.vectors.embed(textsOf(scored), { onProgress });
      const row = new Int32Array(index.size).fill(-1);
      scored.forEach((text, i) => {
        row[text] = i;
      });
      baseline.features = { matrix: embeddings, dimensions, row };
    }
  }

  /** The model over the base provider's embeddings, after `fetch`; undefined when the base is no provider. */
  model(seed: number): EmbeddingModel | undefined {
    const { base, dimensions } = this.#job.model;
    const vectors = this.#base;
    if (typeof base === 'string' || !vectors) return undefined;
    const remote = { provider: base.provider, embed: vectors.embed.bind(vectors) };
    return providerModel(remote, { baseDimensions: vectors.dimensions, dimensions, seed });
  }

  /** Each baseline's evaluation, from the embeddings that `fetch` brought. */
  references(...[index, engine, model]: readonly [TextIndex, ...EngineAndModel]): Record<string, Evaluation> {
    return Object.fromEntries(
      this.#baselines.flatMap(({ name, features }) =>
        features ? [[name, new Scorer(this.#job, index, engine, model, features).baseModel()]] : [],
      ),
    );
  }

  /** What was spent, by the name of the baseline; nothing without a provider. */
  get spending(): { readonly spending?: Readonly<Record<string, SpendingSummary>> } {
    const all = this.#baselines.map(({ name, vectors }) => [name, vectors.spending] as const);
    if (this.#base) all.push(['base-model', this.#base.spending]);
    return all.length > 0 ? { spending: Object.fromEntries(all) } : {};
  }
}

type EngineAndModel = [ConstructorParameters<typeof Scorer>[2], EmbeddingModel];

function scoredSplits({ evaluate }: TrialJob): SplitName[] {
  return evaluate.threshold === 'logistic' ? ['train', 'validation', 'test'] : ['validation', 'test'];
}
