import path from 'node:path';
import { Tokenizer as Pipeline } from '@huggingface/tokenizers';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { Tokenizer } from '../../../src/model/tokenizer.ts';
import { describeShared } from '../../shared.ts';
import { robertaTokenizer, wordLevelTokenizer, xlmRobertaTokenizer } from './made-tokenizers.ts';
import { temporaryFolder, tinyTokenizer, writeJson } from './tiny.ts';

async function open(tokenizer: unknown): Promise<Tokenizer> {
  const folder = await temporaryFolder();
  await writeJson(folder, 'tokenizer.json', tokenizer);
  return Tokenizer.load(folder);
}

/** Texts that meet the edges of normalizers, pre-tokenizers and added tokens. */
function* hostileTexts(count: number): Generator<string> {
  const parts = [
    ...['the', 'order', 'Password', ' ', ' ', ' ', '  ', '\t', '\n', '\r', '\u0085', '\u00A0', '\u3000'],
    ...['\u0000', '\uFFFD', '\u200B', '\u200D', '\uFEFF', '\u00AD', '\uD83D', '\uDE00', '😀', '👩‍👧'],
    ...['é', 'e\u0301', '\u0300', 'ß', 'ẞ', 'İ', 'ΟΔΟΣ', 'ﬁ', '你好', '𠀀', '\u{2F800}', '한국', 'שלום'],
    ...['नमस्ते', '[SEP]', '[PAD]', '[UNK]', '<s>', '<mask>', '</s>', '!', '#', '##s', "'", '_', '3.14'],
    ...['x'.repeat(100), 'y'.repeat(101), '\u{E000}', '\u{10FFFF}', '\u2028', '½', '\u0345'],
  ];
  const random = xoroshiro128plus(4);
  for (let i = 0; i < count; i++) {
    const length = uniformInt(random, 1, 12);
    yield Array.from({ length }, () => parts[uniformInt(random, 0, parts.length - 1)]).join('');
  }
}

// Ids by huggingface/tokenizers, the Rust library, through its binding for Node: @anush008/tokenizers 0.6.0.
const families: [string, Record<string, unknown>, [string, number[]][]][] = [
  [
    'byte-level BPE',
    robertaTokenizer(),
    [
      ['hello world', [0, 263, 268, 2]],
      ['  hello   world  ', [0, 224, 224, 263, 224, 224, 268, 224, 224, 2]],
      ['HELLO world hello', [0, 43, 40, 47, 47, 50, 268, 224, 263, 2]],
      ['hello <mask> world', [0, 263, 271, 268, 2]],
      ['x<s>hello</s>', [0, 91, 0, 263, 2, 2]],
      ['日本 aaaaa', [0, 166, 249, 102, 166, 254, 109, 224, 270, 68, 2]],
      ['', [0, 2]],
      ['hello\nworld\ta', [0, 263, 202, 90, 265, 266, 201, 68, 2]],
      ['\u00a0a\u0000b', [0, 130, 258, 68, 192, 69, 2]],
      ['naïve xyz_1', [0, 81, 68, 131, 111, 89, 72, 224, 91, 92, 93, 66, 20, 2]],
    ],
  ],
  [
    'Unigram over Metaspace',
    xlmRobertaTokenizer(),
    [
      ['  hello   world  ', [0, 5, 6, 2]],
      ['HELLO world hello', [0, 4, 3, 6, 5, 2]],
      ['a.b, é', [0, 13, 15, 14, 16, 4, 17, 2]],
      ['hello <mask> world', [0, 5, 21, 6, 2]],
      ['x<s>hello</s>', [0, 4, 3, 0, 5, 2, 2]],
      ['日本 aaaaa', [0, 4, 3, 13, 12, 12, 2]],
      ['', [0, 2]],
      ['\u00a0a\u0000b', [0, 13, 3, 14, 2]],
      ['Hello, World! ΣΣ', [0, 4, 3, 19, 20, 20, 8, 16, 4, 3, 8, 3, 10, 3, 4, 3, 2]],
    ],
  ],
  [
    'whole words',
    wordLevelTokenizer(),
    [
      ['HELLO world hello', [2, 3, 2]],
      ['a.b, é', [1, 7, 1, 8, 1]],
      ['hello <mask> world', [2, 1, 1, 1, 3]],
      ['', []],
      ['\u00a0a\u0000b', [1, 1, 1]],
      ['Hello, World! ΣΣ', [2, 8, 3, 4, 5]],
      ['naïve xyz_1', [6, 1]],
      ['👩‍👩‍👧', [1, 1, 1, 1, 1]],
    ],
  ],
];

describe.each(families)('%s', (_, json, golden) => {
  it.each(golden)('gives %j the published ids', async (text, ids) => {
    expect([...(await open(json)).encode(text, 64)]).toEqual(ids);
  });

  it('takes any text, and a long one in pieces as a whole', async () => {
    const tokenizer = await open(json);
    const pipeline = new Pipeline({ ...json, post_processor: null }, { unk_token: '[UNK]' });
    const sentences = [...hostileTexts(400)];
    for (const text of sentences) expect(tokenizer.encode(text, 8).length).toBeLessThanOrEqual(8);
    const long = Array.from({ length: 1500 }, (_, i) => ['hello', 'world,', 'aaaa.', 'e'][i % 4]).join(' ');
    const { ids } = pipeline.encode(long);
    const row = [...tokenizer.encode(long, 1_000_000)];
    expect(row.slice(row.indexOf(ids[0]!), row.indexOf(ids[0]!) + ids.length)).toEqual(ids);
    expect(row).toHaveLength(ids.length + tokenizer.specialTokens);
  });

  it.each([
    ['one letter', 'a'],
    ['an ideograph', '你'],
    ['a character that becomes eighteen', '\uFDFA'],
    ['halves of pairs', '😀'],
    ['punctuation', '!'],
    ['white space', ' '],
    ['special tokens', '<s>'],
  ])('takes 200 000 times %s', async (_, unit) => {
    expect((await open(json)).encode(unit.repeat(200_000), 16).length).toBeLessThanOrEqual(16);
  });
});

describe('SentencePiece’s precompiled map', () => {
  it('is taken for NFKC and a list of white space and control characters', async () => {
    const normalizer = { type: 'Precompiled', precompiled_charsmap: '' };
    const tokenizer = await open({ ...xlmRobertaTokenizer(), normalizer });
    const plain = [...tokenizer.encode('hello world', 64)];
    expect(plain).toEqual([0, 5, 6, 2]);
    for (const text of ['ｈｅｌｌｏ　ｗｏｒｌｄ', 'hel\u0007lo\u2003world', 'hello\u00A0world'])
      expect([...tokenizer.encode(text, 64)], text).toEqual(plain);
  });
});

describe('WordPiece', () => {
  it('remembers words and takes texts apart without another token than word by word', async () => {
    const json = tinyTokenizer();
    const tokenizer = await open(json);
    const texts = [...hostileTexts(2000)];
    const fresh = async (text: string) => [...(await open(json)).encode(text, 1_000_000)];
    const rows = texts.map(text => [...tokenizer.encode(text, 1_000_000)]);
    for (let i = 0; i < texts.length; i += 50) expect(await fresh(texts[i]!)).toEqual(rows[i]);
    // In one row: the same tokens again, without the special ones around each.
    const joined = [...tokenizer.encode(texts.join(' '), 10_000_000)].slice(1, -1);
    expect(joined).toEqual(rows.flatMap(row => row.slice(1, -1)));
  });

  it('drops unknown words before it counts, when told to', async () => {
    const folder = await temporaryFolder();
    await writeJson(folder, 'tokenizer.json', tinyTokenizer({ special: false }));
    const kept = await Tokenizer.load(folder);
    const dropped = await Tokenizer.load(folder, { dropUnknown: true });
    expect(kept.encode('§ my § order', 2)).toHaveLength(2);
    expect(dropped.encode('§ my § order', 2)).toEqual(kept.encode('my order', 2));
    expect(dropped.encode('§ §', 2)).toHaveLength(0);
  });
});

describeShared('MiniLM’s tokenizer', shared => {
  // Ids by the same binding of the Rust library.
  it.each([
    ['ΟΔΟΣ Σ', [101, 1169, 29722, 29730, 29733, 1173, 102]],
    ['the\u{2F800}ing𠀀', [101, 1996, 100, 13749, 100, 102]],
    ['the\u{2B881}ing', [101, 100, 102]],
    ['İstanbul', [101, 9960, 102]],
    ['the\u0085\u200d\ufeffing', [101, 1996, 2075, 102]],
    ['naïve Café', [101, 15743, 7668, 102]],
    ['Ğ ğ ẞ', [101, 1043, 1043, 1096, 102]],
    ['[SEP] x[MASK]y', [101, 102, 1060, 103, 1061, 102]],
    ['你好world', [101, 100, 100, 2088, 102]],
    ['שלום!', [101, 1266, 29799, 29792, 29800, 999, 102]],
    ['e\u0301a\u0300', [101, 19413, 102]],
    [`${'x'.repeat(101)} the`, [101, 100, 1996, 102]],
    ['the\u00a0ing\u3000a', [101, 1996, 13749, 1037, 102]],
    ['\u0000\uFFFD', [101, 102]],
    ['한국', [101, 1469, 30006, 30021, 29991, 30014, 30020, 102]],
    ['😀the', [101, 100, 102]],
  ])('gives %j the published ids', async (text, ids) => {
    const tokenizer = await Tokenizer.load(path.join(shared, 'models/all-MiniLM-L6-v2'));
    expect([...tokenizer.encode(text, 64)]).toEqual(ids);
  });
});
