import type { ChildProcess } from 'node:child_process';
import { type ErrorRecord, fromRecord, toRecord } from '../error-record.ts';
import { FinetuneGateError, toError } from '../errors.ts';
import { breathe } from '../model/breathe.ts';
import type { Embedded } from '../model/provider/client.ts';

/** What a worker has no means for: it has neither a network nor a key. */
export interface Services {
  /**
   * Embeds the texts of one request.
   *
   * @param provider as `TrialJob` calls it
   * @throws FinetuneGateError as `ProviderClient.embed`
   */
  embed(provider: string, texts: readonly string[], signal: AbortSignal): Promise<Embedded>;
}

/** Worker to supervisor. */
export interface EmbedRequest {
  readonly type: 'embed';
  readonly id: number;
  readonly provider: string;
  readonly texts: readonly string[];
}

/** Supervisor to worker: one for each request. */
export type EmbedReply =
  | { readonly type: 'vectors'; readonly id: number; readonly embedded: Embedded }
  | { readonly type: 'embed-error'; readonly id: number; readonly error: ErrorRecord };

/** The worker's side: requests go out as events, and each waits for its reply. */
export class EmbedExchange implements Services {
  readonly #send: (request: EmbedRequest) => void;
  readonly #waiting = new Map<number, (reply: EmbedReply) => void>();
  #last = 0;

  constructor(send: (request: EmbedRequest) => void) {
    this.#send = send;
  }

  async embed(provider: string, texts: readonly string[], signal: AbortSignal): Promise<Embedded> {
    const id = ++this.#last;
    // The supervisor, which was told to abort first, answers every request; so nothing waits for ever.
    const reply = await new Promise<EmbedReply>(resolve => {
      this.#waiting.set(id, resolve);
      this.#send({ type: 'embed', id, provider, texts });
    });
    await breathe(signal, 'Asking a provider');
    if (reply.type === 'vectors') return reply.embedded;
    throw fromRecord(reply.error);
  }

  settle(reply: EmbedReply): void {
    this.#waiting.get(reply.id)?.(reply);
    this.#waiting.delete(reply.id);
  }
}

/** The supervisor's side: answers one request, whatever happens, unless the worker is gone. */
export async function answerRequest(
  child: Pick<ChildProcess, 'connected' | 'send'>,
  { id, provider, texts }: EmbedRequest,
  services: Services | undefined,
  signal: AbortSignal,
): Promise<void> {
  let reply: EmbedReply;
  try {
    if (!services)
      throw new FinetuneGateError('INTERNAL', 'A job asked for a provider that it was not given.');
    reply = { type: 'vectors', id, embedded: await services.embed(provider, texts, signal) };
  } catch (thrown) {
    reply = { type: 'embed-error', id, error: toRecord(toError(thrown)) };
  }
  // A worker that ends meanwhile is told of by its exit.
  if (child.connected) child.send(reply, () => {});
}
