import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { endianness } from 'node:os';

/** What a checkpoint holds: anything that JSON can say, and arrays of floats by name. */
export interface RunState<Meta = unknown> {
  readonly meta: Meta;
  readonly arrays: ReadonlyMap<string, Float32Array>;
}

/** Eight bytes; the digit goes up with the layout, and the last one says how numbers lie on the machine that wrote. */
const MAGIC = Buffer.from(`fgrun 1${endianness()[0]}`, 'latin1');
const SUM_BYTES = 32;
/** Magic, SHA-256 of all that follows it, and the length of the header. */
const START_BYTES = MAGIC.length + SUM_BYTES + 4;
const CHUNK_BYTES = 2 ** 24;

interface Header {
  readonly meta: unknown;
  /** Name and length of each array, in the order in which they lie behind the header. */
  readonly arrays: readonly (readonly [name: string, length: number])[];
}

/**
 * Writes a new file: magic, SHA-256 of what follows, length of the header, the header as JSON, the arrays. It is not
 * synced: what a machine that goes down leaves is torn, and known by its sum.
 *
 * @throws what the file system throws
 */
export async function writeState(file: string, { meta, arrays }: RunState): Promise<void> {
  const header: Header = { meta, arrays: [...arrays].map(([name, { length }]) => [name, length]) };
  const json = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(START_BYTES);
  MAGIC.copy(start);
  start.writeUInt32LE(json.length, MAGIC.length + SUM_BYTES);
  const sum = createHash('sha256')
    .update(start.subarray(MAGIC.length + SUM_BYTES))
    .update(json);
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(Buffer.concat([start, json]));
    for (const bytes of [...arrays.values()].flatMap(chunks)) {
      sum.update(bytes);
      await handle.writeFile(bytes);
    }
    await handle.write(sum.digest(), 0, SUM_BYTES, MAGIC.length);
  } finally {
    await handle.close();
  }
}

/** What `writeState` wrote; undefined when the file is not there, or a single byte of it is missing or another. */
export async function readState(file: string): Promise<RunState | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    return await read(handle);
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

async function read(handle: FileHandle): Promise<RunState | undefined> {
  const { size } = await handle.stat();
  const start = Buffer.alloc(START_BYTES);
  if (!(await fill(handle, start, 0)) || !start.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const length = start.readUInt32LE(MAGIC.length + SUM_BYTES);
  if (START_BYTES + length > size) return undefined;
  const json = Buffer.alloc(length);
  if (!(await fill(handle, json, START_BYTES))) return undefined;
  const { meta, arrays: listed } = JSON.parse(json.toString()) as Header;
  const floats = listed.reduce((total, [, count]) => total + count, 0);
  // Before anything is allocated: a torn header may claim any length.
  if (size !== START_BYTES + length + floats * Float32Array.BYTES_PER_ELEMENT) return undefined;
  const sum = createHash('sha256')
    .update(start.subarray(MAGIC.length + SUM_BYTES))
    .update(json);
  const arrays = new Map<string, Float32Array>();
  let at = START_BYTES + length;
  for (const [name, count] of listed) {
    const values = new Float32Array(count);
    for (const bytes of chunks(values)) {
      if (!(await fill(handle, bytes, at))) return undefined;
      sum.update(bytes);
      at += bytes.length;
    }
    arrays.set(name, values);
  }
  const whole = sum.digest().equals(start.subarray(MAGIC.length, MAGIC.length + SUM_BYTES));
  return whole ? { meta, arrays } : undefined;
}

/** The array's own bytes, in parts. */
export function chunks({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(byteLength / CHUNK_BYTES) }, (_, i) => {
    const from = i * CHUNK_BYTES;
    return new Uint8Array(buffer, byteOffset + from, Math.min(CHUNK_BYTES, byteLength - from));
  });
}

/** Whether the file had as many bytes from there on. */
async function fill(handle: FileHandle, into: Uint8Array, from: number): Promise<boolean> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await handle.read(into, at, into.length - at, from + at);
    if (bytesRead === 0) return false;
    at += bytesRead;
  }
  return true;
}
