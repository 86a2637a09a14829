import { FinetuneGateError } from '../../errors.ts';
import { interrupted, TransientFault } from '../sources/patience.ts';

export interface PostOptions {
  readonly key: string | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds for the whole answer. */
  readonly timeout: number;
  /** Bytes of a good answer; more is a fault. */
  readonly most: number;
}

export interface Posted {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** Bytes read of an answer that is no success. */
const MOST_OF_REFUSAL = 16_384;

/**
 * One POST of JSON without retries. A redirect is an answer like another: the key goes to the address that was
 * configured and nowhere else. Nothing that was sent is part of an error.
 *
 * @throws TransientFault when the connection fails or takes too long, else FinetuneGateError PROVIDER_FAILED when the
 *   answer is too large, INTERRUPTED when aborted
 */
export async function post(url: string, json: string, options: PostOptions): Promise<Posted> {
  const { key, signal, timeout, most } = options;
  const late = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'finetune-gate',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: json,
      redirect: 'manual',
      signal: AbortSignal.any([signal, late]),
    });
    const { status, ok, headers } = response;
    const body = await bodyOf(response, ok ? most : MOST_OF_REFUSAL);
    if (ok && body === undefined) {
      const size = `${Math.ceil(most / 2 ** 20)} MiB`;
      throw new FinetuneGateError('PROVIDER_FAILED', `The embedding provider gave more than ${size}.`, {
        remedy: 'Lower `batch_size`, or check `base_url`.',
      });
    }
    return { status, retryAfter: headers.get('retry-after'), body: body ?? '' };
  } catch (thrown) {
    if (signal.aborted) throw interrupted();
    if (thrown instanceof FinetuneGateError) throw thrown;
    if (late.aborted) throw failed(`did not answer within ${Math.ceil(timeout / 1000)} s`);
    const cause = thrown instanceof Error ? thrown.cause : undefined;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw failed(`cannot be reached${/^[A-Z0-9_]{1,40}$/.test(code) ? ` (${code})` : ''}`);
  }
}

/** Undefined when it is longer than `most` bytes, the rest of which is not waited for. */
async function bodyOf(response: Response, most: number): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the stream, and with it the connection.
    if (bytes > most) return undefined;
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

const failed = (problem: string): TransientFault =>
  new TransientFault(new FinetuneGateError('PROVIDER_FAILED', `The embedding provider ${problem}.`));
