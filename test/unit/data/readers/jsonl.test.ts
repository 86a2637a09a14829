import { describe, expect, it } from 'vitest';
import { failure, readFile } from '../files.ts';

const read = (content: string) => readFile('data.jsonl', content);

describe('readJsonl', () => {
  it('reads keys in any order, and labels of any kind', async () => {
    const { pairs } = await read(
      [
        '{"text1": "a", "text2": "b", "label": 1}',
        '',
        '{"label": false, "text2": "line\\nbreak", "more": [1], "text1": "c"}',
        '{"text1": "d", "text2": "e", "label": "True"}',
        '{"text1": "f", "text2": "g", "label": 0.0}\r',
      ].join('\n'),
    );
    expect(pairs).toEqual([
      [1, 'a', 'b', 1],
      [3, 'c', 'line\nbreak', 0],
      [4, 'd', 'e', 1],
      [5, 'f', 'g', 0],
    ]);
  });

  it('drops a byte-order mark', async () => {
    expect((await read('\ufeff{"text1":"a","text2":"b","label":1}')).pairs).toEqual([[1, 'a', 'b', 1]]);
  });

  it('mends half a surrogate pair, and reports its line', async () => {
    const { pairs, invalid } = await read(
      '{"text1":"a","text2":"b","label":1}\n{"text1":"\\ud83d!","text2":"\\ud83d\\ude00","label":1}',
    );
    expect(pairs[1]).toEqual([2, '\ufffd!', '😀', 1]);
    expect(invalid).toEqual([2]);
  });

  it('gathers what is malformed', async () => {
    const error = await failure(
      read(
        '{"text1":"a","text2":"b","label":1}\n{"text1":\n[1, 2]\nnull\n"x"\n{"text1":"a","label":1}\n{"text1":5,"text2":null,"label":null}',
      ),
    );
    expect(error.code).toBe('DATA_SYNTAX');
    expect(error.message).toBe('The train data has 5 malformed rows or files.');
    expect(error.details).toEqual([
      'data.jsonl:2: not JSON: "{\\"text1\\":"',
      'data.jsonl:3: not a JSON object: an array',
      'data.jsonl:4: not a JSON object: null',
      'data.jsonl:5: not a JSON object: "x"',
      'data.jsonl:7: the first text is not a string: 5',
      'also 1 missing column (DATA_COLUMN_MISSING), first at data.jsonl:6: the object has no "text2"',
      'also 1 label that is not 0 or 1 (DATA_LABEL_INVALID), first at data.jsonl:7: the label is null',
      'also 1 empty text (DATA_TEXT_EMPTY), first at data.jsonl:7: the second text is null',
    ]);
  });

  it('does not take inherited names for keys', async () => {
    const error = await failure(
      readFile('data.jsonl', '{"a":"x","b":"y","c":1}\n{"a":"x","b":"y"}', {
        first: 'a',
        second: 'b',
        label: 'c',
      }),
    );
    expect(error.details[0]).toBe('data.jsonl:2: the object has no "c"');
    const inherited = await failure(
      readFile('data.jsonl', '{"a":"x","b":"y"}', { first: 'a', second: 'b', label: 'constructor' }),
    );
    expect(inherited.code).toBe('DATA_COLUMN_MISSING');
  });
});
