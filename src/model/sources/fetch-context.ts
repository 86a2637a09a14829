import { FinetuneGateError } from '../../errors.ts';
import type { HubEnvironment } from './environment.ts';
import type { Patience } from './patience.ts';

/** A base model that was brought onto this machine. */
export interface FetchedModel {
  /** Complete, and written to by nobody. */
  readonly folder: string;
  readonly source: 'hub' | 'archive' | 'url';
  /** What it is, whatever it was called: a commit, or the archive's `sha256:…`. */
  readonly revision: string;
}

export interface FetchContext {
  /** The cache's folder; it may not exist yet. */
  readonly cache: string;
  readonly environment: HubEnvironment;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** Bytes that are here, and that there will be. */
  readonly onProgress: (done: number, total: number) => void;
  readonly patience?: Patience;
  readonly limits?: SizeLimits;
}

export interface SizeLimits {
  /** Of what is downloaded, in bytes. */
  readonly download: number;
  /** Of what an archive unpacks to, in bytes. */
  readonly unpacked: number;
}

/** Base models of this program's kind have up to a few GiB; anything that claims more is refused before it starts. */
export const SIZE_LIMITS: SizeLimits = { download: 16 * 2 ** 30, unpacked: 16 * 2 ** 30 };

export function offline(what: string): FinetuneGateError {
  return new FinetuneGateError('OFFLINE', `${what} is not complete in the cache, and HF_HUB_OFFLINE is set.`);
}
