import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ErrorCode } from '../../error-codes.ts';
import { FinetuneGateError } from '../../errors.ts';
import { type Digest, digestOf } from './digest.ts';
import { type Answer, get, type Http } from './http.ts';
import { PartFile } from './part-file.ts';
import { retried, TransientFault } from './patience.ts';
import { writing } from './writing.ts';

export interface Download {
  readonly url: string;
  /** How messages name it. */
  readonly what: string;
  /** Where it is put when it is whole and right. */
  readonly to: string;
  /** Bytes, where they were announced. */
  readonly size?: number;
  readonly digest?: Digest;
  /** Nothing longer is written, whatever was announced. */
  readonly maxBytes: number;
}

/** Called with the bytes that are here, and the bytes there will be as far as they are known. */
export type OnBytes = (done: number, total: number | undefined) => void;

/**
 * Downloads one file. It grows as `to.part`, which a later call goes on with after any end; `to` appears when size and
 * hash are right. What is already at `to` is kept if it has the right hash.
 *
 * @throws FinetuneGateError those of `get`, DOWNLOAD_CORRUPT, DOWNLOAD_TOO_LARGE, OUTPUT_UNWRITABLE
 */
export async function download(file: Download, http: Http, onBytes: OnBytes): Promise<void> {
  const { to, what, size, maxBytes, digest } = file;
  if (size !== undefined && size > maxBytes) throw tooLarge(file);
  if (digest && (await problemOf(to, file)) === undefined) return onBytes((await stat(to)).size, size);
  await writing(to, () => mkdir(dirname(to), { recursive: true }));
  const part = new PartFile(to);
  let wrong = 0;
  await retried(async () => {
    await fetchRest(file, part, http, onBytes);
    const problem = await problemOf(part.path, file);
    if (problem === undefined) return;
    await part.forget();
    // A connection may garble a file once; what is wrong again is wrong at its source.
    const error = fault('DOWNLOAD_CORRUPT', `${what}: ${problem}.`);
    throw ++wrong > 1 ? error : new TransientFault(error);
  }, http);
  await part.finish();
}

async function fetchRest(file: Download, part: PartFile, http: Http, onBytes: OnBytes): Promise<void> {
  const { url, what, size, maxBytes } = file;
  const here = await resumable(file, part);
  if (here > 0 && here === size) return;
  const answer = await get(url, what, http, await headersFor(here, part)).catch(async thrown => {
    // E.g. 416: the server cannot go on from here, so the next try begins anew.
    if (here === 0 || !(thrown instanceof FinetuneGateError) || thrown.code !== 'DOWNLOAD_FAILED')
      throw thrown;
    await part.forget();
    throw new TransientFault(thrown);
  });
  const start = startOf(answer, here, size);
  if (start === undefined) {
    await answer.cancel();
    await part.forget();
    throw transient(`${what}: the server sent another part than was asked for.`);
  }
  const announced = Number(answer.headers.get('content-length') ?? Number.NaN);
  const total = size ?? (Number.isSafeInteger(announced) ? start + announced : undefined);
  if (total !== undefined && total > maxBytes) {
    await answer.cancel();
    throw tooLarge(file);
  }
  await part.remember(answer);
  const most = size ?? maxBytes;
  const { bytes, cut } = await part.append(answer, start, most, done => onBytes(done, total));
  const progressed = bytes > start;
  if (cut) throw new TransientFault(cut.error, { progressed });
  if (bytes > most) {
    await part.forget();
    if (size === undefined) throw tooLarge(file);
    throw fault('DOWNLOAD_CORRUPT', `${what} is longer than the ${size} bytes announced.`);
  }
  if (size !== undefined && bytes < size) {
    throw transient(`${what}: the server sent ${bytes} of ${size} bytes.`, progressed);
  }
}

/** Bytes that may be gone on with: none where nothing could tell that the file has changed since. */
async function resumable({ size, maxBytes, digest }: Download, part: PartFile): Promise<number> {
  const here = await part.size();
  const tells = digest !== undefined || (await part.tag()) !== undefined;
  if (here > 0 && tells && here <= (size ?? maxBytes)) return here;
  await part.forget();
  return 0;
}

async function headersFor(here: number, part: PartFile): Promise<Record<string, string>> {
  // Ranges count bytes of the file itself, so it must not come compressed.
  const headers = { 'accept-encoding': 'identity' };
  if (here === 0) return headers;
  const tag = await part.tag();
  return { ...headers, range: `bytes=${here}-`, ...(tag !== undefined && { 'if-range': tag }) };
}

/**
 * Where the answer's bytes belong: after the part, or at the start when the server sends the whole file, because it
 * knows no ranges or has another version. Undefined when they belong nowhere.
 */
function startOf({ status, headers }: Answer, here: number, size: number | undefined): number | undefined {
  if (status === 200) return 0;
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? [];
  const same = size === undefined || total === '*' || Number(total) === size;
  return status === 206 && here > 0 && Number(from) === here && same ? here : undefined;
}

/** What is wrong with the file at `path`; undefined when nothing is. */
async function problemOf(path: string, { size, digest }: Download): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 'the file is gone';
  if (size !== undefined && found.size !== size) return `it has ${found.size} bytes, not ${size}`;
  if (digest === undefined) return undefined;
  const hex = await digestOf(path, digest.algorithm);
  const name = digest.algorithm === 'sha256' ? 'SHA-256' : 'git blob id';
  return hex === digest.hex ? undefined : `its ${name} is ${hex}, not ${digest.hex}`;
}

function fault(code: ErrorCode, message: string): FinetuneGateError {
  return new FinetuneGateError(code, message);
}

function transient(message: string, progressed = false): TransientFault {
  return new TransientFault(fault('DOWNLOAD_FAILED', message), { progressed });
}

function tooLarge({ what, maxBytes }: Download): FinetuneGateError {
  return fault('DOWNLOAD_TOO_LARGE', `${what} is larger than ${Math.floor(maxBytes / 2 ** 20)} MiB.`);
}
