import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../../src/model/safetensors.ts';
import { randomTensor, temporaryFolder } from './tiny.ts';

/** A file with this header text (or object) and as many zero bytes of data. */
async function fileOf(header: unknown, data: Buffer | number = 0, claimed?: bigint): Promise<string> {
  const text = Buffer.isBuffer(header)
    ? header
    : Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(text.length));
  const file = path.join(await temporaryFolder(), 'model.safetensors');
  await writeFile(file, Buffer.concat([length, text, typeof data === 'number' ? Buffer.alloc(data) : data]));
  return file;
}

async function rawFile(content: string): Promise<string> {
  const file = path.join(await temporaryFolder(), 'model.safetensors');
  await writeFile(file, content);
  return file;
}

const f32 = (shape: unknown, begin: unknown, end: unknown) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});
const bits16 = (...bits: number[]) => Buffer.from(Uint16Array.from(bits).buffer);

describe('reading', () => {
  it('reads F32 row by row, a scalar, an empty tensor and any name', async () => {
    const data = Buffer.from(Float32Array.of(1, -2.5, 3e-40, Number.POSITIVE_INFINITY, 7).buffer);
    const header = `{"__metadata__":{"format":"pt"},"a":${JSON.stringify(f32([2, 2], 0, 16))},"__proto__":${JSON.stringify(f32([], 16, 20))},"none":${JSON.stringify(f32([0, 3], 20, 20))}}   `;
    const tensors = await readSafetensors(await fileOf(header, data));
    expect([...tensors.keys()]).toEqual(['a', '__proto__', 'none']);
    expect(tensors.get('a')).toEqual({
      shape: [2, 2],
      values: Float32Array.of(1, -2.5, 3e-40, Number.POSITIVE_INFINITY),
    });
    expect(tensors.get('__proto__')).toEqual({ shape: [], values: Float32Array.of(7) });
    expect(tensors.get('none')!.values).toHaveLength(0);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('reads F16 exactly: one, a third, the largest, subnormals, zeros, infinities, NaN', async () => {
    const data = bits16(
      0x3c00,
      0x3555,
      0x7bff,
      0x0001,
      0x03ff,
      0x0400,
      0x8000,
      0x7c00,
      0xfc00,
      0x7e01,
      0xc000,
    );
    const header = { h: { dtype: 'F16', shape: [11], data_offsets: [0, 22] } };
    const values = (await readSafetensors(await fileOf(header, data))).get('h')!.values;
    expect([...values]).toEqual([
      1,
      0.333251953125,
      65504,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      -0,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      -2,
    ]);
  });

  it('reads BF16 exactly', async () => {
    const data = bits16(0x3f80, 0xc020, 0x0001, 0x7f80, 0x7fc0, 0x8000, 0x3eab);
    const header = { b: { dtype: 'BF16', shape: [7], data_offsets: [0, 14] } };
    const values = (await readSafetensors(await fileOf(header, data))).get('b')!.values;
    expect([...values]).toEqual([1, -2.5, 2 ** -133, Number.POSITIVE_INFINITY, Number.NaN, -0, 0.333984375]);
  });

  it('checks tensors that nobody wants, but does not read them', async () => {
    const header = { ids: { dtype: 'I64', shape: [2], data_offsets: [0, 16] }, w: f32([1], 16, 20) };
    const file = await fileOf(header, 20);
    expect([...(await readSafetensors(file, name => name === 'w')).keys()]).toEqual(['w']);
    await expect(readSafetensors(file)).rejects.toMatchObject({
      code: 'MODEL_UNSUPPORTED',
      message: 'Tensor ids is of dtype I64; F32, F16 and BF16 are read.',
    });
  });

  it('tells a pointer from the weights, and a missing file', async () => {
    const folder = await temporaryFolder();
    const pointer = path.join(folder, 'model.safetensors');
    await writeFile(pointer, 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 90868376\n');
    await expect(readSafetensors(pointer)).rejects.toMatchObject({
      code: 'DATA_LFS_POINTER',
      place: { file: pointer },
    });
    const missing = path.join(folder, 'none.safetensors');
    await expect(readSafetensors(missing)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      place: { file: missing },
    });
  });
});

describe('a lie in the header is refused', () => {
  const lies: [name: string, file: () => Promise<string>, message: RegExp][] = [
    ['an empty file', () => rawFile(''), /0 bytes/],
    ['a file of 7 bytes', () => rawFile('1234567'), /7 bytes/],
    ['a header longer than the file', () => fileOf('{}', 0, 3n), /claims 3 bytes, but the file has 10/],
    ['a header of 2^63 bytes', () => fileOf('{}', 0, 2n ** 63n), /at most 100000000/],
    ['a header just over 100 MB', () => fileOf('{}', 0, 100_000_001n), /at most 100000000/],
    ['a header of 0 bytes', () => fileOf('', 4), /does not start with/],
    ['no object', () => fileOf('[]'), /does not start with/],
    ['leading space', () => fileOf(' {}'), /does not start with/],
    ['a byte-order mark', () => fileOf('\uFEFF{}'), /does not start with/],
    ['half JSON', () => fileOf('{"a":'), /not valid JSON/],
    [
      'bytes that are no UTF-8',
      () => fileOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x30, 0x7d])),
      /UTF-8/,
    ],
    [
      'the same name twice',
      () => fileOf(`{"a":${JSON.stringify(f32([1], 0, 4))},"a":${JSON.stringify(f32([1], 0, 4))}}`, 4),
      /"a" twice/,
    ],
    [
      'the same name twice, once escaped',
      () => fileOf(`{"a":${JSON.stringify(f32([1], 0, 4))},"\\u0061":${JSON.stringify(f32([1], 4, 8))}}`, 8),
      /"a" twice/,
    ],
    [
      'the same field twice',
      () => fileOf('{"a":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}', 8),
      /"shape" twice/,
    ],
    ['a tensor that is a list', () => fileOf({ a: [] }), /"a": its description/],
    ['a tensor that is null', () => fileOf({ a: null }), /"a": its description/],
    ['no dtype', () => fileOf({ a: { shape: [], data_offsets: [0, 4] } }, 4), /"a": unknown dtype none/],
    [
      'an unknown dtype',
      () => fileOf({ a: { dtype: 'F12', shape: [1], data_offsets: [0, 4] } }, 4),
      /"a": unknown dtype "F12"/,
    ],
    [
      'a dtype of Object.prototype',
      () => fileOf({ a: { dtype: 'toString', shape: [1], data_offsets: [0, 4] } }, 4),
      /unknown dtype "toString"/,
    ],
    ['no shape', () => fileOf({ a: { dtype: 'F32', data_offsets: [0, 4] } }, 4), /"a": its shape/],
    ['a negative shape', () => fileOf({ a: f32([-1, -1], 0, 4) }, 4), /"a": its shape/],
    ['half an element', () => fileOf({ a: f32([1.5], 0, 6) }, 6), /"a": its shape/],
    ['a shape of texts', () => fileOf({ a: f32(['1'], 0, 4) }, 4), /"a": its shape/],
    ['a shape that overflows', () => fileOf({ a: f32([2 ** 40, 2 ** 40], 0, 4) }, 4), /overflows/],
    [
      'a shape that overflows and comes back to 0',
      () => fileOf({ a: f32([1e300, 0], 0, 0) }),
      /"a": its shape/,
    ],
    ['no offsets', () => fileOf({ a: { dtype: 'F32', shape: [1] } }, 4), /"a": its data_offsets/],
    [
      'three offsets',
      () => fileOf({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4, 8] } }, 8),
      /"a": its data_offsets/,
    ],
    ['a negative offset', () => fileOf({ a: f32([1], -4, 0) }, 4), /"a": its data_offsets/],
    ['half an offset', () => fileOf({ a: f32([1], 0.5, 4.5) }, 8), /"a": its data_offsets/],
    [
      'offsets in the wrong order',
      () => fileOf({ a: f32([1], 4, 0) }, 4),
      /ends at 0, before it begins at 4/,
    ],
    ['data beyond the file', () => fileOf({ a: f32([2], 0, 8) }, 4), /ends at 8, but the file holds 4/],
    [
      'fewer bytes than the shape takes',
      () => fileOf({ a: f32([3], 0, 8) }, 8),
      /takes 8 bytes, but F32 \[3\] takes 12/,
    ],
    [
      'more bytes than the shape takes',
      () => fileOf({ a: f32([1], 0, 8) }, 8),
      /takes 8 bytes, but F32 \[1\] takes 4/,
    ],
    [
      'the bytes of another dtype',
      () => fileOf({ a: { dtype: 'F16', shape: [2], data_offsets: [0, 8] } }, 8),
      /F16 \[2\] takes 4/,
    ],
    ['two tensors on the same bytes', () => fileOf({ a: f32([1], 0, 4), b: f32([1], 0, 4) }, 4), /overlaps/],
    [
      'tensors that overlap by half',
      () => fileOf({ a: f32([2], 0, 8), b: f32([2], 4, 12) }, 12),
      /"b": its data overlaps/,
    ],
    ['a gap', () => fileOf({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12), /"b": 4 bytes before/],
    ['bytes before the first tensor', () => fileOf({ a: f32([1], 4, 8) }, 8), /"a": 4 bytes before/],
    ['bytes after the last', () => fileOf({ a: f32([1], 0, 4) }, 5), /1 bytes at the end/],
    ['metadata that is no map of texts', () => fileOf({ __metadata__: { a: 1 } }), /__metadata__/],
  ];

  it.each(lies)('%s', async (_, make, message) => {
    const file = await make();
    await expect(readSafetensors(file)).rejects.toMatchObject({
      code: 'SAFETENSORS_INVALID',
      place: { file },
      message: expect.stringMatching(message),
    });
  });

  it('does not quote a file that is no safetensors file', async () => {
    const file = await fileOf('{"password": hunter2}');
    await expect(readSafetensors(file)).rejects.not.toThrow(/hunter2/);
  });
});

describe('writing', () => {
  it('gives back what it was given, whatever the names', async () => {
    const file = path.join(await temporaryFolder(), 'out.safetensors');
    const tensors = new Map([
      ['b', randomTensor([3, 5], 1)],
      ['10', randomTensor([], 2)],
      ['9', randomTensor([2, 0], 3)],
      ['__proto__', randomTensor([7], 4)],
      [
        'quote " \u{1F600}',
        { shape: [3], values: Float32Array.of(-0, Number.NaN, Number.NEGATIVE_INFINITY) },
      ],
    ]);
    await writeSafetensors(file, tensors);
    const read = await readSafetensors(file);
    expect([...read.keys()]).toEqual(['10', '9', '__proto__', 'b', 'quote " \u{1F600}']);
    for (const [name, tensor] of tensors) expect(read.get(name)).toEqual(tensor);
    expect(await readdir(path.dirname(file))).toEqual(['out.safetensors']);
  });

  it('makes the same bytes in any order, with the data at a multiple of 8', async () => {
    const folder = await temporaryFolder();
    const [a, b] = [randomTensor([4], 1), randomTensor([2, 2], 2)];
    await writeSafetensors(
      path.join(folder, 'ab'),
      new Map([
        ['a', a],
        ['bb', b],
      ]),
    );
    await writeSafetensors(
      path.join(folder, 'ba'),
      new Map([
        ['bb', b],
        ['a', a],
      ]),
    );
    const bytes = await readFile(path.join(folder, 'ab'));
    expect(await readFile(path.join(folder, 'ba'))).toEqual(bytes);
    const header = Number(bytes.readBigUInt64LE(0));
    expect(header % 8).toBe(0);
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + header))).toEqual({
      __metadata__: { format: 'pt' },
      a: { dtype: 'F32', shape: [4], data_offsets: [0, 16] },
      bb: { dtype: 'F32', shape: [2, 2], data_offsets: [16, 32] },
    });
    expect(bytes.readFloatLE(8 + header + 16)).toBe(b.values[0]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('keeps the data aligned after a name of %i letters', async letters => {
    const file = path.join(await temporaryFolder(), 'out');
    await writeSafetensors(file, new Map([['x'.repeat(letters), randomTensor([3], 1)]]));
    expect(Number((await readFile(file)).readBigUInt64LE(0)) % 8).toBe(0);
  });

  it('writes only the view of a larger buffer', async () => {
    const file = path.join(await temporaryFolder(), 'view');
    const values = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    await writeSafetensors(file, new Map([['v', { shape: [2], values }]]));
    expect((await readSafetensors(file)).get('v')!.values).toEqual(Float32Array.of(2, 3));
  });

  it('leaves nothing behind when it fails', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'taken');
    await mkdir(path.join(file, 'by a folder'), { recursive: true });
    await expect(writeSafetensors(file, new Map([['a', randomTensor([1], 1)]]))).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
      place: { file },
    });
    expect(await readdir(folder)).toEqual(['taken']);
  });

  it('refuses a tensor whose values do not fill its shape', async () => {
    const file = path.join(await temporaryFolder(), 'out');
    const short = { shape: [3], values: new Float32Array(2) };
    await expect(writeSafetensors(file, new Map([['a', short]]))).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
