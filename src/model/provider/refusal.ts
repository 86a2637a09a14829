import { FinetuneGateError } from '../../errors.ts';
import { retryAfterOf, TransientFault } from '../sources/patience.ts';

/** An answer that is no success. */
export interface Refusal {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The start of its body, which is untrusted. */
  readonly body: string;
}

/** Statuses below 500 that may be gone on the next try. */
const MAY_PASS = new Set([408, 409, 425, 429]);
/** A key's run of characters that is too long to be there by chance. */
const TELLING = 6;
const MOST_SAID = 300;

/**
 * What an endpoint's refusal means. Of its body no more than a message is repeated, and not that when the server puts
 * any part of the key into it.
 *
 * @returns a TransientFault where trying again may help, else a FinetuneGateError PROVIDER_REFUSED or PROVIDER_FAILED
 */
export function faultOf(
  { status, retryAfter, body }: Refusal,
  key: string | undefined,
  longest: number,
): TransientFault | FinetuneGateError {
  const said = `The embedding provider answered ${status}`;
  if (status === 401 || status === 403) return new FinetuneGateError('PROVIDER_REFUSED', `${said}.`);
  if (status === 402 || /"insufficient_quota"/.test(body)) {
    const remedy = 'Look into the account’s billing and limits.';
    return new FinetuneGateError('PROVIDER_REFUSED', `${said}: nothing is left.`, { remedy });
  }
  if (status >= 500 || MAY_PASS.has(status)) {
    const wait = retryAfterOf(retryAfter, Date.now());
    const error = new FinetuneGateError('PROVIDER_FAILED', `${said}.`);
    return new TransientFault(error, wait === undefined ? {} : { retryAfter: wait });
  }
  if (status >= 300 && status < 400) {
    return new FinetuneGateError('PROVIDER_FAILED', `${said}: it redirects, which no key follows.`, {
      remedy: 'Set `base_url` to the address where it leads, if you trust it.',
    });
  }
  const message = withoutKey(messageOf(body), key);
  const remedy = remedyOf(status, message, longest);
  return new FinetuneGateError(
    'PROVIDER_FAILED',
    message === '' ? `${said}.` : `${said}: ${message}`,
    remedy,
  );
}

function messageOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const { error, message = error, detail = message } = parsed as Record<string, unknown>;
    const said =
      typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : detail;
    return typeof said === 'string' ? said.replace(/\s+/g, ' ').slice(0, MOST_SAID) : '';
  } catch {
    return '';
  }
}

/** A message that quotes the key, or a piece of it, is not repeated at all. */
export function withoutKey(message: string, key: string | undefined): string {
  if (key === undefined) return message;
  const folded = message.toLowerCase();
  for (const secret of [key, Buffer.from(key).toString('base64'), encodeURIComponent(key)]) {
    const lower = secret.toLowerCase();
    const run = Math.min(TELLING, lower.length);
    for (let at = 0; at + run <= lower.length; at++)
      if (folded.includes(lower.slice(at, at + run))) return '';
  }
  return message;
}

function remedyOf(status: number, message: string, longest: number): { remedy: string } | undefined {
  if (status === 404) return { remedy: 'Check `base_url`, which ends before `/embeddings`, and `model`.' };
  if (status === 413) return { remedy: 'Lower `batch_size`.' };
  if (/context.?length|maximum.{0,30}tokens|too (?:long|many tokens)|token limit/i.test(message)) {
    return {
      remedy: `A text is longer than the model takes: shorten it; the longest has ${longest} characters.`,
    };
  }
  if (status === 400 || status === 422) {
    const remedy = `Check \`model\` and \`dimensions\`, and whether a text is longer than the model takes: the longest of the request has ${longest} characters.`;
    return { remedy };
  }
  return undefined;
}
