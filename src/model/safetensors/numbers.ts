import { fromBF16, fromF16 } from './floats.ts';

/** What a network's weights are read from. */
export const FLOATS: readonly string[] = ['F32', 'F16', 'BF16'];
/** What a static model's tables, weights and mappings are read from besides. */
export const NUMBERS: readonly string[] = [...FLOATS, 'F64', 'I8', 'I32', 'I64'];

const READERS: Readonly<Record<string, (buffer: ArrayBuffer) => Float32Array>> = {
  F32: buffer => new Float32Array(buffer),
  F16: buffer => fromF16(new Uint16Array(buffer)),
  BF16: buffer => fromBF16(new Uint16Array(buffer)),
  F64: buffer => Float32Array.from(new Float64Array(buffer)),
  I8: buffer => Float32Array.from(new Int8Array(buffer)),
  I32: buffer => Float32Array.from(new Int32Array(buffer)),
  I64: buffer => {
    const integers = new BigInt64Array(buffer);
    return Float32Array.from({ length: integers.length }, (_, i) => Number(integers[i]));
  },
};

/** A tensor's little-endian bytes as float32, rounded where it has more digits; integers are exact up to 2²⁴. */
export function toFloat32(dtype: string, buffer: ArrayBuffer): Float32Array {
  return READERS[dtype]!(buffer);
}
