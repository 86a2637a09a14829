import { FinetuneGateError } from '../../errors.ts';
import { duplicateKey } from './json-keys.ts';

/** Bytes an element takes, for every dtype the format names that has whole bytes. */
const BYTES: ReadonlyMap<string, number> = new Map([
  ...['BOOL', 'U8', 'I8', 'F8_E4M3', 'F8_E5M2', 'F8_E8M0'].map(name => [name, 1] as const),
  ...['I16', 'U16', 'F16', 'BF16'].map(name => [name, 2] as const),
  ...['I32', 'U32', 'F32'].map(name => [name, 4] as const),
  ...['I64', 'U64', 'F64', 'C64'].map(name => [name, 8] as const),
]);

/** Where a tensor lies in the file's data section; offsets count from its start. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly begin: number;
  readonly end: number;
}

/** A `SAFETENSORS_INVALID` error at `file`. */
export function invalid(file: string, message: string, cause?: unknown): FinetuneGateError {
  return new FinetuneGateError('SAFETENSORS_INVALID', message, { place: { file }, cause });
}

/**
 * Checks a safetensors header against the bytes that are really there: every tensor's size is its shape times its
 * dtype, and the tensors cover the data section exactly once, without overlap, gap or rest. Entries come in the order of
 * their data.
 *
 * Source: the format's description in github.com/huggingface/safetensors.
 */
export function parseHeader(text: string, dataBytes: number, file: string): TensorEntry[] {
  if (!text.startsWith('{')) throw invalid(file, 'The header does not start with “{”.');
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    // The parser's own message quotes the file; it may be any file a symbolic link points to.
    throw invalid(file, 'The header is not valid JSON.');
  }
  if (!isRecord(header)) throw invalid(file, 'The header is not a JSON object.');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw invalid(file, `The header names ${quote(twice)} twice.`);
  const entries: TensorEntry[] = [];
  for (const [name, info] of Object.entries(header)) {
    if (name === '__metadata__') checkMetadata(info, file);
    else entries.push(parseEntry(name, info, dataBytes, file));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCover(entries, dataBytes, file);
  return entries;
}

function parseEntry(name: string, info: unknown, dataBytes: number, file: string): TensorEntry {
  const fail = (message: string) => invalid(file, `Tensor ${quote(name)}: ${message}.`);
  if (!isRecord(info)) throw fail('its description is not an object');
  const dtype = own(info, 'dtype');
  const bytes = typeof dtype === 'string' ? BYTES.get(dtype) : undefined;
  if (typeof dtype !== 'string' || bytes === undefined) throw fail(`unknown dtype ${quote(dtype)}`);
  const shape = own(info, 'shape');
  if (!isIndexList(shape)) throw fail('its shape is not a list of whole numbers from 0');
  const elements = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(elements * bytes)) throw fail(`its shape [${shape}] overflows`);
  const offsets = own(info, 'data_offsets');
  if (!isIndexList(offsets) || offsets.length !== 2) throw fail('its data_offsets are not two whole numbers');
  const [begin, end] = offsets as [number, number];
  if (begin > end) throw fail(`its data ends at ${end}, before it begins at ${begin}`);
  if (end > dataBytes) throw fail(`its data ends at ${end}, but the file holds ${dataBytes} bytes of data`);
  if (end - begin !== elements * bytes) {
    throw fail(`its data takes ${end - begin} bytes, but ${dtype} [${shape}] takes ${elements * bytes}`);
  }
  return { name, dtype, shape, elements, begin, end };
}

function checkCover(entries: readonly TensorEntry[], dataBytes: number, file: string): void {
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (begin < covered) throw invalid(file, `Tensor ${quote(name)}: its data overlaps another tensor’s.`);
    if (begin > covered) {
      throw invalid(
        file,
        `Tensor ${quote(name)}: ${begin - covered} bytes before its data belong to no tensor.`,
      );
    }
    covered = end;
  }
  if (covered < dataBytes)
    throw invalid(file, `${dataBytes - covered} bytes at the end belong to no tensor.`);
}

function checkMetadata(value: unknown, file: string): void {
  if (!isRecord(value) || !Object.values(value).every(text => typeof text === 'string')) {
    throw invalid(file, '__metadata__ is not a map of texts.');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIndexList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(item => Number.isSafeInteger(item) && item >= 0);
}

/** The object's own value: a header may leave `shape` out, and must not find one on a prototype. */
function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'none';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
