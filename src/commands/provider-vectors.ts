import { FinetuneGateError } from '../errors.ts';
import { breathe } from '../model/breathe.ts';
import type { RemoteEmbeddings } from '../model/embedding-model.ts';
import { type ProviderOptions, providerHash } from '../model/provider/provider.ts';
import { amount, assertAffordable, costOf } from '../model/provider/purse.ts';
import { planRequests, totalEstimate } from '../model/provider/tokens.ts';
import { keptDimensions } from '../model/store/kept-dimensions.ts';
import { EmbeddingStore } from '../model/store/store.ts';
import type { SpendingSummary } from '../report/measures.ts';
import type { Services } from './embed-exchange.ts';
import type { Emit, TrialJob } from './job.ts';
import type { NamedProvider } from './provider-services.ts';

export interface ProviderContext {
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly services: Services | undefined;
}

/** Texts looked up in the store at a time, where only their number is asked for. */
const LOOKED_UP = 1024;

/**
 * Embeddings of one provider: those that are kept come out of the store, the others from the endpoint, and into the
 * store as they arrive, so that nothing is paid for twice.
 */
export class ProviderVectors {
  readonly #name: string;
  readonly #options: ProviderOptions;
  readonly #folder: string | undefined;
  readonly #limit: number | undefined;
  readonly #context: ProviderContext;
  /** Known once it is configured, kept from before, or answered. */
  #dimensions: number | undefined;
  #last: { readonly texts: readonly string[]; readonly found: RemoteEmbeddings } | undefined;
  #requests = 0;
  #texts = 0;
  #textsFound = 0;
  #tokens = 0;

  constructor(
    { name, provider }: NamedProvider,
    { paidDir, cacheLimit }: Pick<TrialJob, 'paidDir' | 'cacheLimit'>,
    context: ProviderContext,
  ) {
    this.#name = name;
    this.#options = provider;
    this.#folder = paidDir;
    this.#limit = cacheLimit;
    this.#context = context;
    this.#dimensions =
      provider.dimensions ?? (paidDir === undefined ? undefined : keptDimensions(paidDir, this.#key));
  }

  get #key() {
    // The endpoint cuts or refuses a long text by itself.
    return { weightsHash: providerHash(this.#options), maxLength: 0, precision: 'provider' };
  }

  /**
   * @param texts each once
   * @param later what will be asked for later in the run, to be counted into the estimate
   * @param onProgress counts the texts to embed; what it throws ends the work
   * @throws FinetuneGateError PROVIDER_BUDGET before the first request when the estimate passes `max_cost`, and as
   *   `ProviderClient.embed`
   */
  async embed(
    texts: readonly string[],
    {
      later = [],
      onProgress,
    }: {
      readonly later?: readonly string[];
      readonly onProgress?: ((done: number, total: number) => void) | undefined;
    } = {},
  ): Promise<RemoteEmbeddings> {
    if (this.#last && sameTexts(this.#last.texts, texts)) return this.#last.found;
    const { signal, emit } = this.#context;
    let store = this.#open();
    try {
      let matrix = new Float32Array(texts.length * (this.#dimensions ?? 0));
      const kept = store ? await store.read(texts, matrix, signal) : new Uint8Array(texts.length);
      const missing = Array.from(texts.keys()).filter(text => !kept[text]);
      const asked = missing.map(text => texts[text] as string);
      this.#announce(texts.length, asked, await this.#missingOf(later, store));
      const before = this.#tokens;
      let done = 0;
      await this.#request(
        asked,
        (positions, vectors, dimensions) => {
          if (this.#dimensions === undefined) {
            this.#dimensions = dimensions;
            store = this.#open();
            matrix = new Float32Array(texts.length * dimensions);
          }
          if (dimensions !== this.#dimensions) throw this.#widthFault(dimensions);
          store?.append(
            positions.map(position => asked[position] as string),
            vectors,
          );
          positions.forEach((position, row) => {
            const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
            matrix.set(vector, (missing[position] as number) * dimensions);
          });
          done += positions.length;
          emit({ type: 'progress', phase: 'provider', done, total: asked.length });
        },
        () => onProgress?.(done, asked.length),
      );
      this.#textsFound += texts.length - asked.length;
      const dimensions = this.#dimensions ?? 0;
      const found = { embeddings: matrix, dimensions, tokens: this.#tokens - before, encoded: asked.length };
      this.#last = { texts, found };
      return found;
    } finally {
      await store?.close(signal);
    }
  }

  /** Numbers of an embedding; 0 until they are known. */
  get dimensions(): number {
    return this.#dimensions ?? 0;
  }

  /** What was spent so far. */
  get spending(): SpendingSummary {
    const { model, max_cost: limit } = this.#options;
    const cost = costOf(this.#tokens, this.#options);
    return {
      provider: new URL(this.#options.base_url).host,
      model,
      requests: this.#requests,
      texts: this.#texts,
      textsFound: this.#textsFound,
      tokens: this.#tokens,
      ...(cost !== undefined && { cost }),
      ...(limit !== undefined && { limit }),
    };
  }

  #open(): EmbeddingStore | undefined {
    const dimensions = this.#dimensions;
    if (this.#folder === undefined || dimensions === undefined) return undefined;
    const log = (line: string) => this.#context.emit({ type: 'log', line });
    const limit = this.#limit === undefined ? {} : { limit: this.#limit };
    return EmbeddingStore.open(this.#folder, { ...this.#key, dimensions }, { log, ...limit });
  }

  async #missingOf(texts: readonly string[], store: EmbeddingStore | undefined): Promise<string[]> {
    if (!store) return [...texts];
    const missing: string[] = [];
    for (let at = 0; at < texts.length; at += LOOKED_UP) {
      const part = texts.slice(at, at + LOOKED_UP);
      const found = await store.read(
        part,
        new Float32Array(part.length * store.dimensions),
        this.#context.signal,
      );
      missing.push(...part.filter((_, i) => !found[i]));
    }
    return missing;
  }

  /** Says what is about to be asked for and what it may cost, and refuses what costs too much. */
  #announce(all: number, asked: readonly string[], later: readonly string[]): void {
    if (asked.length + later.length === 0) return;
    const tokens = totalEstimate(asked) + totalEstimate(later);
    const cost = costOf(tokens, this.#options);
    const { model, max_cost: limit } = this.#options;
    const parts = [
      `${model}: ${asked.length + later.length} of ${all + later.length} texts are to be embedded`,
      `at most about ${tokens} tokens (bytes of UTF-8 / 3)`,
      ...(cost === undefined ? [] : [`at most about ${amount(cost)} by the configured price`]),
      limit === undefined ? 'no limit' : `limit ${amount(limit)}`,
    ];
    this.#context.emit({ type: 'log', line: parts.join(', ') });
    assertAffordable(this.#tokens + tokens, this.#options, `${asked.length + later.length} embeddings`);
  }

  /** Requests at the same time; when one fails, those under way are still waited for, as they are paid for. */
  async #request(
    texts: readonly string[],
    take: (positions: readonly number[], vectors: Float32Array, dimensions: number) => void,
    before: () => void,
  ): Promise<void> {
    if (texts.length === 0) return;
    const { services, signal, emit } = this.#context;
    if (!services) throw new FinetuneGateError('INTERNAL', 'This job has no means to ask a provider.');
    const { batch_size, concurrency, model } = this.#options;
    const requests = planRequests(texts, batch_size);
    let failure: { readonly thrown: unknown } | undefined;
    const lane = async () => {
      for (let next = requests.shift(); next && !failure; next = requests.shift()) {
        try {
          await breathe(signal, 'Asking a provider');
          before();
          const answer = await services.embed(
            this.#name,
            next.map(text => texts[text] as string),
            signal,
          );
          this.#requests += answer.requests;
          this.#tokens += answer.tokens;
          this.#texts += next.length;
          take(next, answer.vectors, answer.dimensions);
        } catch (thrown) {
          failure ??= { thrown };
        }
      }
    };
    // The first alone: a refused key or a wrong name is asked for once.
    const first = requests.splice(1);
    await lane();
    requests.push(...first);
    await Promise.all(Array.from({ length: concurrency }, lane));
    const { cost } = this.spending;
    const spent = `${this.#requests} requests, ${this.#texts} texts, ${this.#tokens} tokens`;
    emit({ type: 'log', line: `${model}: ${spent}${cost === undefined ? '' : `, cost ${amount(cost)}`}` });
    if (failure) throw failure.thrown;
  }

  #widthFault(dimensions: number): FinetuneGateError {
    return new FinetuneGateError(
      'PROVIDER_FAILED',
      `The embedding provider gave ${dimensions} dimensions, and ${this.#dimensions} before.`,
    );
  }
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}
