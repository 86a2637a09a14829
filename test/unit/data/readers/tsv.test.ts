import { describe, expect, it } from 'vitest';
import { LONGEST_LINE } from '../../../../src/data/readers/blocks.ts';
import { bytes, failure, readFile } from '../files.ts';

const HEADER = 'question1\tquestion2\tis_duplicate\n';
const read = async (content: string | Uint8Array) => (await readFile('data.tsv', content)).pairs;

describe('readTsv', () => {
  it('takes double quotes as plain characters', async () => {
    expect(await read(`${HEADER}"What is "x"?\t"unclosed\t0\n""\t"a"\t1\n`)).toEqual([
      [2, '"What is "x"?', '"unclosed', 0],
      [3, '""', '"a"', 1],
    ]);
  });

  it('reads CRLF, a byte-order mark, blank lines and a last line without an end', async () => {
    expect(await read('\ufeffquestion1\tquestion2\tis_duplicate\r\na\tb\t1\r\n\r\nc\td\tFALSE')).toEqual([
      [2, 'a', 'b', 1],
      [4, 'c', 'd', 0],
    ]);
  });

  it('reports lines with invalid UTF-8, and keeps a real U+FFFD quiet', async () => {
    const content = bytes(
      HEADER,
      'a\t\ufffd\t1\n',
      'c',
      [0x80],
      '\td\t0\n',
      'e\tf\t1\n',
      'g\t',
      [0xed, 0xa0, 0x80],
      '\t0',
    );
    const { pairs, invalid } = await readFile('data.tsv', content);
    expect(invalid).toEqual([3, 5]);
    expect(pairs[1]).toEqual([3, 'c\ufffd', 'd', 0]);
    expect(pairs).toHaveLength(4);
  });

  it('keeps lines and characters whole across the blocks of a large file', async () => {
    const rows = Array.from(
      { length: 90_000 },
      (_, i) => `ça va ${'é'.repeat(i % 11)} ${i}\t😀 ${i}\t${i % 2}`,
    );
    const { pairs, invalid } = await readFile('data.tsv', HEADER + rows.join('\n'));
    expect(invalid).toEqual([]);
    expect(pairs.map(([, first, second, label]) => `${first}\t${second}\t${label}`)).toEqual(rows);
    expect(pairs.every(([line], i) => line === i + 2)).toBe(true);
  });

  it('numbers lines of invalid UTF-8 in later blocks', async () => {
    const rows = Array.from({ length: 90_000 }, (_, i) => `first ${i}\tsecond ${i}\t${i % 2}\n`);
    const content = bytes(
      HEADER,
      rows.slice(0, 80_000).join(''),
      'x',
      [0xff],
      '\ty\t1\n',
      rows.slice(80_000).join(''),
    );
    expect((await readFile('data.tsv', content)).invalid).toEqual([80_002]);
  });

  it('gathers ragged rows, empty texts and labels of the whole file', async () => {
    const error = await failure(read(`${HEADER}a\tb\n \tb\t1\na\tb\tmaybe\na\tb\t1\tx\n\t\t1\n`));
    expect(error.code).toBe('DATA_SYNTAX');
    expect(error.details).toEqual([
      'data.tsv:2: 2 fields where the header has 3',
      'data.tsv:5: 4 fields where the header has 3',
      'also 1 label that is not 0 or 1 (DATA_LABEL_INVALID), first at data.tsv:4: the label is "maybe"',
      'also 3 empty texts (DATA_TEXT_EMPTY), first at data.tsv:3: the first text is " "',
    ]);
  });

  it.each([
    ['little', [0xff, 0xfe, 0x61, 0x00]],
    ['big', [0xfe, 0xff, 0x00, 0x61]],
  ])('refuses UTF-16 (%s endian)', async (_, start) => {
    const error = await failure(read(bytes(start)));
    expect(error.code).toBe('DATA_SYNTAX');
    expect(error.details[0]).toBe('data.tsv:1: the file is UTF-16; save it as UTF-8');
  });

  it('refuses a line without end instead of filling the memory', async () => {
    const error = await failure(read(`${HEADER}${'x'.repeat(LONGEST_LINE + (2 << 20))}`));
    expect(error.code).toBe('DATA_SYNTAX');
    expect(error.details[0]).toBe('data.tsv:2: the line is longer than 16 MiB');
  });

  it('gives no pairs of a file with a header only, or with nothing', async () => {
    expect(await read(HEADER)).toEqual([]);
    expect(await read('')).toEqual([]);
  });
});
