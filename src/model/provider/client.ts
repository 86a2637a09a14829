import { setTimeout as wait } from 'node:timers/promises';
import { FinetuneGateError } from '../../errors.ts';
import { type Patience, retried, TransientFault } from '../sources/patience.ts';
import { type Answer, readAnswer } from './answer.ts';
import { post } from './post.ts';
import { endpointOf, type ProviderOptions } from './provider.ts';
import { Purse } from './purse.ts';
import { faultOf } from './refusal.ts';
import { MOST_INPUTS, totalEstimate } from './tokens.ts';

export interface ProviderPatience extends Patience {
  /** Milliseconds after the first try in which a further one may begin. */
  readonly total: number;
}

export const PROVIDER_PATIENCE: ProviderPatience = {
  stall: 90_000,
  attempts: 8,
  first: 500,
  longest: 30_000,
  asked: 90_000,
  total: 300_000,
};

export interface ClientOptions {
  /** Undefined where no key is set, which only an endpoint on this machine is asked without. */
  readonly key: string | undefined;
  readonly log: (line: string) => void;
  readonly patience?: ProviderPatience;
}

export interface Embedded extends Required<Answer> {
  /** Tries that reached for the network. */
  readonly requests: number;
}

/** Bytes of a number written as text in a list of JSON, at most; base64 takes a quarter of it. */
const BYTES_PER_NUMBER = 28;
const MOST_UNKNOWN_DIMENSIONS = 8192;
/** What a string can hold. */
const MOST_BYTES = 2 ** 29 - 2 ** 20;

/** One embedding provider, its key and its spending limit. Any number of requests may be under way. */
export class ProviderClient {
  readonly #options: ProviderOptions;
  readonly #context: ClientOptions;
  readonly #url: string;
  readonly #purse: Purse;
  /** Some endpoints give lists of numbers only, and refuse to be asked for anything else. */
  #format: 'base64' | 'float' = 'base64';
  /** Until when the endpoint asks for quiet; milliseconds as of `performance.now`. */
  #quietUntil = 0;

  constructor(options: ProviderOptions, context: ClientOptions) {
    this.#options = options;
    this.#context = context;
    this.#url = endpointOf(options);
    this.#purse = new Purse(options);
  }

  /**
   * Embeds the texts of one request. Tries again when the endpoint is busy, broken or away, as long as it asks for and
   * no longer than `patience` allows.
   *
   * @param texts at most 2048; an empty one is sent as a space, since endpoints refuse it
   * @throws FinetuneGateError PROVIDER_REFUSED, PROVIDER_FAILED, PROVIDER_BUDGET, INTERRUPTED
   */
  async embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded> {
    const { key_env, base_url } = this.#options;
    const { key, log, patience = PROVIDER_PATIENCE } = this.#context;
    if (texts.length === 0 || texts.length > MOST_INPUTS) throw new RangeError(`${texts.length} texts`);
    if (key === undefined && !base_url.startsWith('http:')) {
      throw new FinetuneGateError('PROVIDER_REFUSED', `There is no key: ${key_env} is not set.`);
    }
    const estimate = totalEstimate(texts);
    this.#purse.reserve(estimate);
    let requests = 0;
    let tokens = 0;
    const started = performance.now();
    const once = async () => {
      await this.#quiet(signal);
      return this.#try(texts, signal, patience, () => requests++);
    };
    const work = () =>
      once().catch(thrown => {
        const over = performance.now() - started + (thrown?.retryAfter ?? 0) > patience.total;
        throw thrown instanceof TransientFault && over ? thrown.error : thrown;
      });
    try {
      const answer = await retried(work, { patience, signal, log });
      tokens = answer.tokens ?? estimate;
      return { ...answer, tokens, requests };
    } finally {
      this.#purse.settle(estimate, tokens);
    }
  }

  async #try(
    texts: readonly string[],
    signal: AbortSignal,
    patience: ProviderPatience,
    sending: () => void,
  ): Promise<Answer> {
    const { model, dimensions } = this.#options;
    const { key } = this.#context;
    const format = this.#format;
    const json = JSON.stringify({
      model,
      input: texts.map(sendable),
      encoding_format: format,
      ...(dimensions !== undefined && { dimensions }),
    });
    const numbers = texts.length * (dimensions ?? MOST_UNKNOWN_DIMENSIONS);
    const most = Math.min(MOST_BYTES, 2 ** 20 + numbers * BYTES_PER_NUMBER);
    sending();
    const posted = await post(this.#url, json, { key, signal, timeout: patience.stall, most });
    if (posted.status >= 200 && posted.status < 300) {
      return readAnswer(posted.body, { texts: texts.length, dimensions });
    }
    if (
      format === 'base64' &&
      /^4(?:00|22)$/.test(`${posted.status}`) &&
      /encoding_format/.test(posted.body)
    ) {
      this.#format = 'float';
      return this.#try(texts, signal, patience, sending);
    }
    const fault = faultOf(posted, key, Math.max(...texts.map(text => text.length)));
    if (fault instanceof TransientFault && (fault.retryAfter ?? Number.POSITIVE_INFINITY) <= patience.asked) {
      this.#quietUntil = Math.max(this.#quietUntil, performance.now() + (fault.retryAfter ?? 0));
    }
    throw fault;
  }

  /** Waits for as long as the endpoint asked any request to. */
  async #quiet(signal: AbortSignal): Promise<void> {
    const left = this.#quietUntil - performance.now();
    if (left > 0) await wait(left, undefined, { signal }).catch(() => {});
  }
}

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** JSON of a text that every endpoint reads: not empty, and whole characters. */
function sendable(text: string): string {
  return text === '' ? ' ' : text.replace(LONE_SURROGATE, '\ufffd');
}
