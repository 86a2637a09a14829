/** Small tokenizer.json's in the form of published families. */

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly lstrip?: boolean;
}

const added = (tokens: readonly AddedToken[]) =>
  tokens.map(token => ({
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
    ...token,
  }));

const robertaAdded = (mask: number) =>
  added([
    { id: 0, content: '<s>' },
    { id: 1, content: '<pad>' },
    { id: 2, content: '</s>' },
    { id: 3, content: '<unk>' },
    { id: mask, content: '<mask>', lstrip: true },
  ]);

/** GPT-2's alphabet of bytes: those that print stand for themselves, the others for characters from U+0100. */
function byteAlphabet(): string[] {
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const printable = [...range(0x21, 0x7e), ...range(0xa1, 0xac), ...range(0xae, 0xff)];
  return [...printable, ...range(256, 511 - printable.length)].map(code => String.fromCharCode(code));
}

/** Byte-level BPE with RoBERTa's special tokens. */
export function robertaTokenizer(): Record<string, unknown> {
  const merges = ['h e', 'l l', 'he ll', 'hell o', 'Ġ w', 'o r', 'l d', 'Ġw or', 'Ġwor ld', 'a a', 'aa aa'];
  const joined = merges.map(merge => merge.replace(' ', ''));
  const vocabulary = ['<s>', '<pad>', '</s>', '<unk>', ...byteAlphabet(), ...joined, '<mask>'];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: robertaAdded(vocabulary.length - 1),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'RobertaProcessing',
      sep: ['</s>', 2],
      cls: ['<s>', 0],
      trim_offsets: true,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges,
    },
  };
}

const UNIGRAM: readonly (readonly [piece: string, score: number])[] = [
  ...['<s>', '<pad>', '</s>', '<unk>'].map(token => [token, 0] as const),
  ['▁', -3],
  ['▁hello', -5],
  ['▁world', -6],
  ['hell', -7],
  ['o', -4],
  ['wor', -6.5],
  ['ld', -6.2],
  ['a', -5.1],
  ['aa', -7.3],
  ['▁a', -5.5],
  ['b', -6],
  ['.', -4.4],
  [',', -4.3],
  ['é', -8],
  ['h', -7.7],
  ['e', -5.2],
  ['l', -5.9],
  ['<mask>', 0],
];

/** Unigram over Metaspace with XLM-RoBERTa's special tokens; NFKC stands for its precompiled map. */
export function xlmRobertaTokenizer(): Record<string, unknown> {
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: robertaAdded(UNIGRAM.length - 1),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Strip', strip_left: true, strip_right: true },
        { type: 'NFKC' },
        { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
      ],
    },
    pre_tokenizer: metaspace,
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('<s>'), { Sequence: { id: 'A', type_id: 0 } }, special('</s>')],
      pair: [
        special('<s>'),
        { Sequence: { id: 'A', type_id: 0 } },
        special('</s>'),
        { Sequence: { id: 'B', type_id: 0 } },
      ],
      special_tokens: {
        '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] },
        '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] },
      },
    },
    decoder: metaspace,
    model: { type: 'Unigram', unk_id: 3, byte_fallback: false, vocab: UNIGRAM },
  };
}

/** Whole words, as older Model2Vec models have them. */
export function wordLevelTokenizer(): Record<string, unknown> {
  const words = ['[PAD]', '[UNK]', 'hello', 'world', '!', 'σσ', 'naïve', '.', ','];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added(words.slice(0, 2).map((content, id) => ({ id, content }))),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
      unk_token: '[UNK]',
    },
  };
}
