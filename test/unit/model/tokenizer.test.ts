import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Tokenizer } from '../../../src/model/tokenizer.ts';
import { describeShared } from '../../shared.ts';
import { temporaryFolder, tinyTokenizer, VOCABULARY, writeJson } from './tiny.ts';

async function tokenizerOf(tokenizer: unknown, config: unknown = {}): Promise<string> {
  const folder = await temporaryFolder();
  await writeJson(folder, 'tokenizer.json', tokenizer);
  await writeJson(folder, 'tokenizer_config.json', config);
  return folder;
}

const id = (token: string) => VOCABULARY.indexOf(token);
const [CLS, SEP, UNK] = [id('[CLS]'), id('[SEP]'), id('[UNK]')];

describe('the tokenizer', () => {
  it('splits words into pieces and keeps the special tokens around them', async () => {
    const tokenizer = await Tokenizer.load(await tokenizerOf(tinyTokenizer(), { pad_token: '[PAD]' }));
    expect([...tokenizer.encode('Reset  MY\tpassword?', 16)]).toEqual([
      CLS,
      id('reset'),
      id('my'),
      id('password'),
      id('?'),
      SEP,
    ]);
    expect([...tokenizer.encode('myz §', 16)]).toEqual([CLS, id('my'), id('##z'), UNK, SEP]);
    expect([tokenizer.padId, tokenizer.specialTokens, tokenizer.vocabularySize]).toEqual([
      0,
      2,
      VOCABULARY.length,
    ]);
  });

  it('truncates the text, never the special tokens', async () => {
    const tokenizer = await Tokenizer.load(await tokenizerOf(tinyTokenizer()));
    const text = 'how do i reset my password';
    expect([...tokenizer.encode(text, 5)]).toEqual([CLS, id('how'), id('do'), id('i'), SEP]);
    expect(tokenizer.encode(text, 8)).toHaveLength(8);
    expect(tokenizer.encode(text, 7)).toHaveLength(7);
    expect([...tokenizer.encode(text, 2)]).toEqual([CLS, SEP]);
  });

  it('ignores truncation and padding left in tokenizer.json', async () => {
    const exported = {
      ...tinyTokenizer(),
      truncation: { direction: 'Right', max_length: 3, strategy: 'LongestFirst', stride: 0 },
      padding: { strategy: { Fixed: 128 }, direction: 'Right', pad_id: 5, pad_type_id: 0, pad_token: 'b' },
    };
    const tokenizer = await Tokenizer.load(await tokenizerOf(exported));
    expect(tokenizer.encode('how do i reset my password', 100)).toHaveLength(8);
    expect(tokenizer.padId).toBe(id('b'));
  });

  it('gives an empty row for a text without tokens, where nothing is put around it', async () => {
    const tokenizer = await Tokenizer.load(await tokenizerOf(tinyTokenizer({ special: false })));
    for (const text of ['', '   ', '\u0000\uFFFD', '\uD83D', '\u200B'])
      expect(tokenizer.encode(text, 8)).toHaveLength(0);
    const around = await Tokenizer.load(await tokenizerOf(tinyTokenizer()), { specialTokens: false });
    expect([...around.encode('my', 8)]).toEqual([id('my')]);
    expect(around.specialTokens).toBe(0);
  });

  it('takes half a surrogate pair for an unreadable character', async () => {
    const tokenizer = await Tokenizer.load(await tokenizerOf(tinyTokenizer({ special: false })));
    expect([...tokenizer.encode('my\uD83D password\uDE00 \u{1F600}', 16)]).toEqual([
      id('my'),
      id('password'),
      UNK,
    ]);
  });

  it('puts the prompt before the text, and lower-cases when told to', async () => {
    const cased = { ...tinyTokenizer({ special: false }), normalizer: null };
    const folder = await tokenizerOf(cased);
    expect([...(await Tokenizer.load(folder)).encode('MY', 8)]).toEqual([UNK]);
    const tokenizer = await Tokenizer.load(folder, { lowerCase: true, prompt: 'Is ' });
    expect([...tokenizer.encode('MY', 8)]).toEqual([id('is'), id('my')]);
  });

  it('reads older files that leave keys out, and special tokens written as objects', async () => {
    const { added_tokens, model, pre_tokenizer } = tinyTokenizer() as Record<string, unknown>;
    const config = { pad_token: { content: '[SEP]' }, model_max_length: 12 };
    const tokenizer = await Tokenizer.load(await tokenizerOf({ added_tokens, model, pre_tokenizer }, config));
    expect([...tokenizer.encode('my', 8)]).toEqual([id('my')]);
    expect([tokenizer.padId, tokenizer.modelMaxLength]).toEqual([SEP, 12]);
  });

  it.each([1e30, 2147483648, 0, -1, 1.5, '512', null])(
    'takes a model_max_length of %s for no limit',
    async limit => {
      const tokenizer = await Tokenizer.load(await tokenizerOf(tinyTokenizer(), { model_max_length: limit }));
      expect(tokenizer.modelMaxLength).toBeNull();
    },
  );

  const tiny = () => structuredClone(tinyTokenizer()) as Record<string, Record<string, unknown>>;
  const faults: [string, () => unknown, string][] = [
    ['no model', () => ({ version: '1.0' }), 'TOKENIZER_INVALID'],
    ['a model of an unknown type', () => ({ ...tiny(), model: { type: 'Magic' } }), 'TOKENIZER_INVALID'],
    ['an unknown normalizer', () => ({ ...tiny(), normalizer: { type: 'Magic' } }), 'TOKENIZER_INVALID'],
    [
      'an empty vocabulary',
      () => ({ ...tiny(), added_tokens: [], post_processor: null, model: { ...tiny().model, vocab: {} } }),
      'TOKENIZER_INVALID',
    ],
    [
      'an id that is no number',
      () => ({ ...tiny(), model: { ...tiny().model, vocab: { a: 'b' } } }),
      'TOKENIZER_INVALID',
    ],
    [
      'a special token without an id',
      () => ({ ...tiny(), added_tokens: [], model: { ...tiny().model, vocab: { a: 0 } } }),
      'TOKENIZER_INVALID',
    ],
    [
      'a template that drops the text',
      () => ({ ...tiny(), post_processor: { type: 'TemplateProcessing', single: [], pair: [] } }),
      'TOKENIZER_INVALID',
    ],
    ['a list', () => [], 'MODEL_INVALID'],
    ['half JSON', () => '{"model":', 'MODEL_INVALID'],
    ['a pointer', () => 'version https://git-lfs.github.com/spec/v1\n', 'DATA_LFS_POINTER'],
  ];
  it.each(faults)('refuses %s', async (_, make, code) => {
    const folder = await tokenizerOf(make());
    await expect(Tokenizer.load(folder)).rejects.toMatchObject({
      code,
      place: { file: path.join(folder, 'tokenizer.json') },
    });
  });

  it('refuses text it has no token for, when there is no unknown token', async () => {
    const { model, ...rest } = tiny();
    const folder = await tokenizerOf({ ...rest, model: { ...model, unk_token: '[NONE]' } });
    const tokenizer = await Tokenizer.load(folder);
    expect(() => tokenizer.encode('§', 8)).toThrow(expect.objectContaining({ code: 'TOKENIZER_INVALID' }));
  });

  it('refuses truncation on the left', async () => {
    const folder = await tokenizerOf(tinyTokenizer(), { truncation_side: 'left' });
    await expect(Tokenizer.load(folder)).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  });
});

describeShared('published tokenizers', shared => {
  it.each([
    ['all-MiniLM-L6-v2', 'hello world', [101, 7592, 2088, 102]],
    ['jina-embeddings-v2-base-en', 'hello world', [101, 7592, 2088, 102]],
    ['all-mpnet-base-v2', 'hello world', [0, 7596, 2092, 2]],
    ['glove-50d-10k', 'The hello, WORLD', [2, 1, 3, 87]],
  ])('%s', async (name, text, ids) => {
    const tokenizer = await Tokenizer.load(path.join(shared, 'models', name));
    expect([...tokenizer.encode(text, 512)]).toEqual(ids);
  });

  it('tokenize all of Quora’s questions in well under 10 seconds of CPU time', async () => {
    const tokenizer = await Tokenizer.load(path.join(shared, 'models/all-MiniLM-L6-v2'));
    const lines = readFileSync(path.join(shared, 'data/qqp/test.tsv'), 'utf8').split('\n').slice(1, 5001);
    const started = process.cpuUsage();
    for (const line of lines) tokenizer.encode(line.split('\t')[0]!, 256);
    const { user, system } = process.cpuUsage(started);
    expect((55_000 / lines.length) * ((user + system) / 1000)).toBeLessThan(10_000);
  });
});
