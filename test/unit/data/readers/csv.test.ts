import { describe, expect, it } from 'vitest';
import { bytes, failure, readFile } from '../files.ts';

const HEADER = 'question1,question2,is_duplicate\n';
const read = async (content: string | Uint8Array) => (await readFile('data.csv', content)).pairs;

describe('readCsv', () => {
  it('reads quotes, doubled quotes, commas and empty lines', async () => {
    expect(await read(`${HEADER}"a, ""b""",c,1\n\n  d  ,e,0\n`)).toEqual([
      [2, 'a, "b"', 'c', 1],
      [4, '  d  ', 'e', 0],
    ]);
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('gives the line where each record begins, quoted breaks included (%s)', async (_, end) => {
    const lines = [
      'question1,question2,is_duplicate',
      '"one',
      '',
      'two",b,1',
      '',
      'c,"d',
      'e",0',
      'f,g,true',
    ];
    expect(await read(lines.join(end))).toEqual([
      [2, `one${end}${end}two`, 'b', 1],
      [6, 'c', `d${end}e`, 0],
      [8, 'f', 'g', 1],
    ]);
  });

  it('reads mixed line ends, no end at the end, and columns in any order', async () => {
    expect(await read('is_duplicate,question2,id,question1\r\n1,b,7,a\n0,d,8,c')).toEqual([
      [2, 'a', 'b', 1],
      [3, 'c', 'd', 0],
    ]);
  });

  it('drops a byte-order mark, also before a quoted header', async () => {
    expect(await read('\ufeff"question1","question2","is_duplicate"\na,b,1\n')).toEqual([[2, 'a', 'b', 1]]);
  });

  it('reads CR alone as line ends in an old Macintosh file', async () => {
    expect(await read('question1,question2,is_duplicate\ra,b,1\rc,d,0\r')).toEqual([
      [2, 'a', 'b', 1],
      [3, 'c', 'd', 0],
    ]);
  });

  it('reads invalid UTF-8 as U+FFFD and reports its line', async () => {
    const content = bytes(HEADER, '"a\nb', [0xff], 'c",caf\u00e9,1\n', 'd,', [0xc3], ',0\n');
    const { pairs, invalid } = await readFile('data.csv', content);
    expect(pairs).toEqual([
      [2, 'a\nb\ufffdc', 'café', 1],
      [4, 'd', '\ufffd', 0],
    ]);
    expect(invalid).toEqual([3, 4]);
  });

  it('reads records across the blocks of a large file', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, i) => `"text ${i}\n${'é'.repeat(i % 13)}","other, ${i}",${i % 2}`,
    );
    const pairs = await read(HEADER + rows.join('\n'));
    expect(pairs).toHaveLength(60_000);
    expect(
      pairs.findIndex(([line, first, second, label], i) => {
        const expected = [2 + 2 * i, `text ${i}\n${'é'.repeat(i % 13)}`, `other, ${i}`, i % 2];
        return JSON.stringify([line, first, second, label]) !== JSON.stringify(expected);
      }),
    ).toBe(-1);
  });

  it.each([
    ['a quote that is never closed', '"a,b,1\nc,d,0\n', /never closed/],
    ['text after a closing quote', '"a"b,c,1\n', /follows a closing quote/],
    ['a quote inside an unquoted field', 'a "b" c,d,1\n', /inside an unquoted field/],
  ])('refuses %s, at the line where the record begins', async (_, record, reason) => {
    const error = await failure(read(`${HEADER}x,y,1\n"z\nz",y,0\n${record}`));
    expect(error.code).toBe('DATA_SYNTAX');
    expect(error.place).toEqual({ file: 'data.csv', line: 5 });
    expect(error.details[0]).toMatch(reason);
  });

  it('gathers faults before a misplaced quote as well', async () => {
    const error = await failure(read(`${HEADER}a,b\nc,d,2\ne,f"g,1\n`));
    expect(error.details).toEqual([
      'data.csv:2: 2 fields where the header has 3',
      expect.stringMatching(/^data\.csv:4: a quote stands inside/),
      'also 1 label that is not 0 or 1 (DATA_LABEL_INVALID), first at data.csv:3: the label is "2"',
    ]);
  });
});
