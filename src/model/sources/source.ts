import { FinetuneGateError } from '../../errors.ts';
import { parseHubId } from './hub-id.ts';

/** Where a base model comes from. */
export type ModelSource =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'hub'; readonly repository: string; readonly revision?: string }
  /** A `.tar.gz` on this machine. */
  | { readonly kind: 'archive'; readonly path: string; readonly sha256?: string }
  /** A `.tar.gz` behind an address. */
  | { readonly kind: 'url'; readonly url: string; readonly sha256?: string };

export interface SourceContext {
  /** Whether the text names a folder that exists: such a folder wins over a model of the hub with the same name. */
  readonly isFolder: boolean;
  /** `model.sha256` of the configuration. */
  readonly sha256?: string;
}

const PREFIX = /^hf:/i;
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;
const ARCHIVE = /\.(?:tar\.gz|tgz)$/i;
const PIN = /^sha256=([0-9a-f]{64})$/i;

/**
 * Reads `model.base`. In this order: a hub id with the prefix `hf:`, an address, an existing folder, an archive by its
 * ending, a hub id `owner/name` or `owner/name@revision`, and else a folder that is yet to be found missing.
 *
 * @throws FinetuneGateError MODEL_SOURCE_INVALID
 */
export function parseSource(base: string, { isFolder, sha256 }: SourceContext): ModelSource {
  const isPath = isFolder && !PREFIX.test(base) && !ADDRESS.test(base);
  const source = isPath ? ({ kind: 'folder', path: base } as const) : parseText(base);
  if (sha256 === undefined) return source;
  if (source.kind === 'folder' || source.kind === 'hub') {
    throw invalid(base, 'is no archive, so `model.sha256` has nothing to pin', 'Take `model.sha256` away.');
  }
  const pin = sha256.toLowerCase();
  if (source.sha256 !== undefined && source.sha256 !== pin) {
    throw invalid(base, 'has another SHA-256 than `model.sha256`', 'Keep one of the two.');
  }
  return { ...source, sha256: pin };
}

function parseText(base: string): ModelSource {
  if (PREFIX.test(base)) {
    const found = parseHubId(base);
    if (found) return { kind: 'hub', ...found };
    throw invalid(base, 'is no name on the hub', 'Write `hf:owner/name@revision`.');
  }
  const [place, pin] = splitPin(base);
  const pinned = pin === undefined ? {} : { sha256: pin };
  if (ADDRESS.test(place)) return { kind: 'url', url: archiveAddress(place), ...pinned };
  if (ARCHIVE.test(place)) return { kind: 'archive', path: place, ...pinned };
  const found = parseHubId(base);
  return found ? { kind: 'hub', ...found } : { kind: 'folder', path: base };
}

/** `place#sha256=…` as its two parts; any other `#` belongs to the name. */
function splitPin(base: string): [place: string, pin?: string] {
  const at = base.indexOf('#');
  if (at < 0 || !(ARCHIVE.test(base.slice(0, at)) || ADDRESS.test(base))) return [base];
  const [, digits] = PIN.exec(base.slice(at + 1)) ?? [];
  if (digits !== undefined) return [base.slice(0, at), digits.toLowerCase()];
  throw invalid(base, 'has something else than a SHA-256 after `#`', 'Write `#sha256=` and 64 digits.');
}

function archiveAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') throw invalid(text, 'is no https address');
  if (url.username !== '' || url.password !== '') {
    throw invalid(
      text.replace(/\/\/[^/]*@/, '//…@'),
      'holds credentials',
      'A base model is fetched without credentials; name a public archive.',
    );
  }
  if (ARCHIVE.test(url.pathname)) return text;
  const remedy = 'Name a `.tar.gz`; a model of the hub is written `owner/name@revision`.';
  throw invalid(text, 'is no address of a `.tar.gz`', remedy);
}

function invalid(base: string, problem: string, remedy?: string): FinetuneGateError {
  return new FinetuneGateError(
    'MODEL_SOURCE_INVALID',
    `The base model ${JSON.stringify(base.slice(0, 200))} ${problem}.`,
    remedy === undefined ? {} : { remedy },
  );
}
