import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { FinetuneGateError } from '../errors.ts';
import { LFS_POINTER, lfsPointer } from './lfs.ts';
import { invalid, parseHeader, type TensorEntry } from './safetensors/header.ts';
import { FLOATS, toFloat32 } from './safetensors/numbers.ts';

/** A tensor in row-major order; `values` has as many elements as `shape` multiplies to. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const MAX_HEADER_BYTES = 100_000_000;
/** One read call takes less than 2 GiB on every platform. */
const CHUNK_BYTES = 1 << 30;

/**
 * Reads a safetensors file; F32, F16 and BF16 all become float32. Nothing is allocated before the whole header has
 * been checked against the file's size.
 *
 * @param only names to read; all when omitted. Other tensors are checked but not read, whatever their dtype.
 * @param dtypes those to read, all as float32.
 * @throws `MODEL_NOT_FOUND` when the file cannot be opened, `SAFETENSORS_INVALID` with file and tensor when the header lies, `DATA_LFS_POINTER` for a pointer,
 *   `MODEL_UNSUPPORTED` when a wanted tensor is of another dtype.
 */
export async function readSafetensors(
  file: string,
  only: (name: string) => boolean = () => true,
  dtypes: readonly string[] = FLOATS,
): Promise<Map<string, TensorData>> {
  const handle = await openFile(file);
  try {
    const { size } = await handle.stat();
    const head = await readBytes(handle, 0, Math.min(size, LFS_POINTER.length), file);
    if (head.toString('latin1') === LFS_POINTER) throw lfsPointer(file);
    if (size < 8) throw invalid(file, `The file has ${size} bytes, too few for a header.`);
    const headerBytes = head.readBigUInt64LE(0);
    if (headerBytes > MAX_HEADER_BYTES) {
      throw invalid(file, `The header claims ${headerBytes} bytes; at most ${MAX_HEADER_BYTES} are allowed.`);
    }
    const dataStart = 8 + Number(headerBytes);
    if (dataStart > size) {
      throw invalid(file, `The header claims ${headerBytes} bytes, but the file has ${size}.`);
    }
    const header = decode(await readBytes(handle, 8, Number(headerBytes), file), file);
    const tensors = new Map<string, TensorData>();
    for (const entry of parseHeader(header, size - dataStart, file)) {
      if (!only(entry.name)) continue;
      if (!dtypes.includes(entry.dtype)) throw unread(entry, dtypes, file);
      tensors.set(entry.name, await readTensor(handle, dataStart, entry, file));
    }
    return tensors;
  } finally {
    await handle.close();
  }
}

/**
 * Writes F32 tensors, sorted by name, so that the same tensors always make the same file; the data starts at a
 * multiple of 8 bytes. The file appears whole or not at all.
 */
export async function writeSafetensors(
  file: string,
  tensors: ReadonlyMap<string, TensorData>,
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): Promise<void> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  // Joined by hand: an object would move names such as `1` to the front and swallow `__proto__`.
  const fields = [`"__metadata__":${JSON.stringify(metadata)}`];
  let offset = 0;
  for (const [name, { shape, values }] of sorted) {
    if (name === '__metadata__' || shape.reduce((a, b) => a * b, 1) !== values.length) {
      throw new FinetuneGateError(
        'INTERNAL',
        `Tensor ${name} [${shape}] cannot be written: ${values.length} values.`,
      );
    }
    const info = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(info)}`);
    offset += values.byteLength;
  }
  const json = Buffer.from(`{${fields.join(',')}}`);
  const header = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ');
  header.writeBigUInt64LE(BigInt(header.length - 8), 0);
  json.copy(header, 8);
  const temporary = `${file}.${process.pid}.part`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(header);
      for (const [, { values }] of sorted) {
        for (let at = 0; at < values.byteLength; at += CHUNK_BYTES) {
          const length = Math.min(CHUNK_BYTES, values.byteLength - at);
          await handle.writeFile(new Uint8Array(values.buffer, values.byteOffset + at, length));
        }
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new FinetuneGateError('OUTPUT_UNWRITABLE', 'The weights could not be written.', {
      place: { file },
      cause,
    });
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (cause) {
    throw new FinetuneGateError('MODEL_NOT_FOUND', 'The weights are not there.', { place: { file }, cause });
  }
}

async function readTensor(
  handle: FileHandle,
  dataStart: number,
  { dtype, shape, begin, end }: TensorEntry,
  file: string,
): Promise<TensorData> {
  const bytes = await readBytes(handle, dataStart + begin, end - begin, file);
  return { shape, values: toFloat32(dtype, bytes.buffer as ArrayBuffer) };
}

function unread({ name, dtype }: TensorEntry, dtypes: readonly string[], file: string): FinetuneGateError {
  const known = `${dtypes.slice(0, -1).join(', ')} and ${dtypes.at(-1)}`;
  return new FinetuneGateError(
    'MODEL_UNSUPPORTED',
    `Tensor ${name} is of dtype ${dtype}; ${known} are read.`,
    { place: { file }, remedy: 'Save the model’s weights as F32.' },
  );
}

async function readBytes(handle: FileHandle, from: number, length: number, file: string): Promise<Buffer> {
  // A buffer of its own, not a slice of Node's pool, so that it is aligned for Float32Array.
  const bytes = Buffer.from(new ArrayBuffer(length));
  for (let at = 0; at < length; ) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(CHUNK_BYTES, length - at), from + at);
    if (bytesRead === 0) throw invalid(file, 'The file ended while it was read.');
    at += bytesRead;
  }
  return bytes;
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw invalid(file, 'The header is not valid UTF-8.', cause);
  }
}
