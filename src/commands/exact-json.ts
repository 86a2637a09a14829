// Values as JSON that are the very same when read again: JSON by itself has no typed arrays, and no NaN, infinity or -0.

const ARRAYS = { $f64: Float64Array, $i32: Int32Array, $u8: Uint8Array } as const;
type Tag = keyof typeof ARRAYS;
const TAGS = Object.keys(ARRAYS) as Tag[];

/** Booleans from which on an array of nothing else is written as text of 0 and 1. */
const MANY = 8;

/**
 * Plain objects, arrays, text, numbers, booleans, null, and arrays of float64, int32 and uint8, as what `JSON.stringify`
 * loses nothing of. Of objects what is undefined is left out. Numbers of arrays are in little-endian base64.
 */
export function toExact(value: unknown): unknown {
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $n: Object.is(value, -0) ? '-0' : `${value}` };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const bits = value.length >= MANY && value.every(one => typeof one === 'boolean');
    return bits ? { $bits: value.map(Number).join('') } : value.map(toExact);
  }
  const tag = TAGS.find(name => value instanceof ARRAYS[name]);
  if (tag) return { [tag]: swapped(bytesOf(value as Uint8Array), tag).toString('base64') };
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      one === undefined ? [] : [[key.startsWith('$') ? `$${key}` : key, toExact(one)]],
    ),
  );
}

/**
 * What `toExact` was given.
 *
 * @throws TypeError when it has not made this
 */
export function fromExact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(fromExact);
  const entries = Object.entries(value);
  const [key = '', text] = entries[0] ?? [];
  if (key.startsWith('$') && !key.startsWith('$$')) return special(key, text);
  return Object.fromEntries(
    entries.map(([name, one]) => [name.startsWith('$$') ? name.slice(1) : name, fromExact(one)]),
  );
}

function special(key: string, text: unknown): unknown {
  if (typeof text === 'string') {
    const tag = TAGS.find(name => name === key);
    if (tag) return typed(tag, Buffer.from(text, 'base64'));
    if (key === '$bits') return Array.from(text, bit => bit === '1');
    if (key === '$n') return Number(text);
  }
  throw new TypeError(`unknown kind of value ${key}`);
}

function typed(tag: Tag, bytes: Buffer): Float64Array | Int32Array | Uint8Array {
  const kind = ARRAYS[tag];
  // A copy of its own, since numbers of eight bytes need an aligned place.
  const own = new Uint8Array(swapped(bytes, tag));
  return new kind(own.buffer, 0, own.byteLength / kind.BYTES_PER_ELEMENT);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

const BIG_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;

/** A copy in the other byte order where this machine's is not the file's. */
function swapped(bytes: Buffer, tag: Tag): Buffer {
  if (!BIG_ENDIAN || tag === '$u8') return bytes;
  const copy = Buffer.from(bytes);
  return tag === '$f64' ? copy.swap64() : copy.swap32();
}
