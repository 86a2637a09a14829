import { describe, expect, it } from 'vitest';
import { failure, readFile } from '../files.ts';
import { GZIP, type ParquetColumn, parquetFile } from '../parquet-fixture.ts';

const read = (content: Uint8Array) => readFile('data.parquet', content);

const texts = (n: number): ParquetColumn[] => [
  { name: 'text1', type: 'string', values: Array.from({ length: n }, (_, i) => `first ${i}`) },
  { name: 'text2', type: 'string', values: Array.from({ length: n }, (_, i) => `zweiter ä ${i}`) },
];

const label = (type: ParquetColumn['type'], values: ParquetColumn['values']): ParquetColumn => ({
  name: 'label',
  type,
  values,
});

describe('readParquet', () => {
  it.each<[type: ParquetColumn['type'], values: ParquetColumn['values']]>([
    ['boolean', [true, false, true]],
    ['int32', [1, 0, 1]],
    ['int64', [1n, 0n, 1n]],
    ['double', [1, 0, 1]],
    ['string', ['1', 'false', 'TRUE']],
  ])('reads %s labels; a row counts as a line', async (type, values) => {
    const { pairs } = await read(parquetFile([label(type, values), ...texts(3)]));
    expect(pairs).toEqual([
      [1, 'first 0', 'zweiter ä 0', 1],
      [2, 'first 1', 'zweiter ä 1', 0],
      [3, 'first 2', 'zweiter ä 2', 1],
    ]);
  });

  it.each([0, GZIP])('reads row groups one after the other (codec %d)', async codec => {
    const columns = [
      ...texts(1000),
      label(
        'int32',
        Array.from({ length: 1000 }, (_, i) => i % 2),
      ),
    ];
    const { pairs } = await read(parquetFile(columns, { rowsPerGroup: 128, codec }));
    expect(pairs).toEqual(
      Array.from({ length: 1000 }, (_, i) => [i + 1, `first ${i}`, `zweiter ä ${i}`, i % 2]),
    );
  });

  it('reports invalid UTF-8 at its row', async () => {
    const first = { name: 'text1', type: 'string', values: ['a', Buffer.from([0x62, 0xff]), 'c'] } as const;
    const { pairs, invalid } = await read(
      parquetFile([first, texts(3)[1]!, label('boolean', [true, false, true])], { rowsPerGroup: 1 }),
    );
    expect(invalid).toEqual([2]);
    expect(pairs[1]![1]).toBe('b\ufffd');
  });

  it('refuses nulls, labels and columns of other types, each at its row', async () => {
    const first: ParquetColumn = { name: 'text1', type: 'string', values: ['a', null, ' ', 'd'] };
    const error = await failure(
      read(parquetFile([first, texts(4)[1]!, label('int64', [1n, 0n, 1n, 2n])], { rowsPerGroup: 3 })),
    );
    expect(error.code).toBe('DATA_LABEL_INVALID');
    expect(error.details).toEqual([
      'data.parquet:4: the label is 2',
      'also 2 empty texts (DATA_TEXT_EMPTY), first at data.parquet:2: the first text is null',
    ]);
    const numbers: ParquetColumn = { name: 'text1', type: 'int32', values: [7] };
    const mistyped = await failure(read(parquetFile([numbers, texts(1)[1]!, label('boolean', [true])])));
    expect(mistyped.details).toEqual(['data.parquet:1: the first text is not a string: 7']);
  });

  it('refuses a missing column', async () => {
    const other = { name: 'same', type: 'boolean', values: [true, false] } as const;
    const error = await failure(read(parquetFile([...texts(2), other])));
    expect(error.code).toBe('DATA_COLUMN_MISSING');
    expect(error.details[0]).toMatch(/the columns are "text1", "text2", "same"$/);
  });

  it('says how to write a file whose compression it does not read', async () => {
    const error = await failure(read(parquetFile([...texts(1), label('boolean', [true])], { codec: 7 })));
    expect(error.code).toBe('DATA_SYNTAX');
    expect(error.details[0]).toMatch(/LZ4_RAW; write it with Snappy$/);
  });

  it('takes whatever a garbled footer leads to for a fault of the file', async () => {
    const file = parquetFile([...texts(2), label('boolean', [true, false])]);
    const outcomes = new Set<unknown>();
    for (let at = file.length - 8 - file.readUInt32LE(file.length - 8); at < file.length - 8; at++) {
      for (const change of [0x10, 0x20, 0xff]) {
        const garbled = Buffer.from(file);
        garbled[at]! ^= change;
        const outcome = await read(garbled).then(
          () => 'read',
          thrown => thrown.code ?? String(thrown),
        );
        outcomes.add(outcome);
      }
    }
    const expected = ['DATA_COLUMN_MISSING', 'DATA_LABEL_INVALID', 'DATA_SYNTAX', 'DATA_TEXT_EMPTY', 'read'];
    expect(expected).toEqual(expect.arrayContaining([...outcomes]));
    expect(outcomes).toContain('DATA_SYNTAX');
  }, 60_000);

  it('refuses files that are broken, cut off, or lie about their rows', async () => {
    const whole = parquetFile([...texts(50), label('int32', new Array(50).fill(1))]);
    const scribbled = Buffer.from(whole);
    scribbled.fill(0xee, 4, 60);
    const broken = [
      Buffer.from('PAR1'),
      Buffer.alloc(0),
      Buffer.from('no parquet at all'),
      whole.subarray(0, -9),
      whole.subarray(100),
      scribbled,
    ];
    for (const content of broken) {
      const error = await failure(read(content));
      expect(error.code).toBe('DATA_SYNTAX');
      expect(error.details[0]).toMatch(/^data\.parquet:1: not readable as Parquet: /);
    }
    for (const claim of [1, -1, 1e12]) {
      const error = await failure(
        read(parquetFile([...texts(50), label('int32', new Array(50).fill(1))], { claim })),
      );
      expect(error.code).toBe('DATA_SYNTAX');
    }
  });

  it('refuses what only fills the memory, before it is unpacked', async () => {
    const zeros = label('string', ['a'.repeat(80_000_000), 'b', 'c']);
    const bomb = await failure(read(parquetFile([...texts(3), zeros], { codec: GZIP })));
    expect(bomb).toMatchObject({ code: 'DATA_SYNTAX', place: { line: 1 } });
    expect(bomb.details.join()).toMatch(/a page of \d+ bytes claims to unpack to 80\d+/);
    const rows = await failure(
      read(parquetFile([label('int32', [1, 0, 1]), ...texts(3)], { claim: 10 ** 9 })),
    );
    expect(rows.details.join()).toMatch(/a group of \d+ bytes claims 1000000003 rows/);
  });

  it('refuses a text that no reader of lines would take', async () => {
    const long = label('int32', [1]);
    const texts = ['text1', 'text2'].map(
      (name): ParquetColumn => ({ name, type: 'string', values: ['x'.repeat(17 << 20)] }),
    );
    expect((await failure(read(parquetFile([long, ...texts])))).details.join()).toMatch(/longer than 16 MiB/);
  });
});
