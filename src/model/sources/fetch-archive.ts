import { createHash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FinetuneGateError } from '../../errors.ts';
import { LFS_POINTER, lfsPointer } from '../lfs.ts';
import { digestOf } from './digest.ts';
import { download } from './download.ts';
import { extract, topOf } from './extract.ts';
import { type FetchContext, type FetchedModel, offline, SIZE_LIMITS } from './fetch-context.ts';
import type { Http } from './http.ts';
import { isComplete, prepared } from './model-cache.ts';
import type { ModelSource } from './source.ts';

/** An archive with more files than this is no model. */
const MAX_ENTRIES = 10_000;

/** Unpacks an archive that is on this machine, once for each content. */
export async function unpackFile(
  { path, sha256 }: Extract<ModelSource, { kind: 'archive' }>,
  context: FetchContext,
): Promise<FetchedModel> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) {
    throw new FinetuneGateError('MODEL_NOT_FOUND', 'There is no archive here.', { place: { file: path } });
  }
  if (found.size < 1024 && (await readFile(path, 'latin1')).startsWith(LFS_POINTER)) throw lfsPointer(path);
  const hex = await digestOf(path, 'sha256');
  if (sha256 !== undefined && sha256 !== hex) {
    throw new FinetuneGateError('DOWNLOAD_CORRUPT', `The archive's SHA-256 is ${hex}, not ${sha256}.`, {
      place: { file: path },
    });
  }
  const folder = join(context.cache, 'archives', hex);
  await prepared(folder, async staging => {
    await unpack(path, staging, context);
    return folder;
  });
  return { folder: await topOf(join(folder, 'model')), source: 'archive', revision: `sha256:${hex}` };
}

/** Downloads and unpacks an archive: once when it is pinned, else in every run. */
export async function fetchFromUrl(
  { url, sha256 }: Extract<ModelSource, { kind: 'url' }>,
  context: FetchContext,
  http: Http,
): Promise<FetchedModel> {
  const { cache, environment, limits = SIZE_LIMITS, log, onProgress } = context;
  const place = (hex: string) => join(cache, 'archives', hex);
  const done = async (hex: string): Promise<FetchedModel> => {
    const folder = await topOf(join(place(hex), 'model'));
    return { folder, source: 'url', revision: `sha256:${hex}` };
  };
  if (sha256 !== undefined && (await isComplete(place(sha256)))) return done(sha256);
  if (sha256 === undefined && environment.ci) {
    throw new FinetuneGateError(
      'REVISION_REQUIRED',
      'In CI, an archive behind an address needs its SHA-256.',
      {
        remedy:
          'Set `model.sha256`, or put `#sha256=` and the digits after the address; `sha256sum` tells them.',
      },
    );
  }
  if (environment.offline) throw offline('The base model’s archive');
  // Without a hash nothing says what the archive is before it is here.
  const key = sha256 ?? `address-${createHash('sha256').update(url).digest('hex').slice(0, 32)}`;
  let hex = sha256 ?? '';
  await prepared(place(key), async staging => {
    const archive = join(staging, 'archive.tar.gz');
    const pin = sha256 === undefined ? {} : { digest: { algorithm: 'sha256', hex: sha256 } as const };
    await download(
      { url, what: 'The base model’s archive', to: archive, maxBytes: limits.download, ...pin },
      http,
      (bytes, total) => total !== undefined && onProgress(bytes, total),
    );
    if (sha256 === undefined) {
      hex = await digestOf(archive, 'sha256');
      log(`The base model's archive has the SHA-256 ${hex}; pin it with \`model.sha256\`.`);
    }
    await unpack(archive, staging, context);
    await rm(archive);
    return place(hex);
  });
  return done(hex);
}

function unpack(
  archive: string,
  staging: string,
  { limits = SIZE_LIMITS, signal }: FetchContext,
): Promise<void> {
  return extract(archive, join(staging, 'model'), { bytes: limits.unpacked, entries: MAX_ENTRIES }, signal);
}
