import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Tokenizer } from '../../src/model/tokenizer.ts';
import { describeShared } from '../shared.ts';

interface TokenizerFile {
  readonly model: { readonly vocab: Record<string, number> };
  readonly truncation: unknown;
}

/** BERT's tokens of an ASCII text, from the description in its paper's repository. */
function bertIds(text: string, vocabulary: ReadonlyMap<string, number>, unknown: number): number[] {
  const words = text.toLowerCase().match(/[a-z0-9]+|[!-/:-@[-`{-~]/g) ?? [];
  return words.flatMap(word => {
    const ids: number[] = [];
    for (let from = 0; from < word.length; ) {
      let to = word.length;
      const piece = () => (from === 0 ? '' : '##') + word.slice(from, to);
      while (to > from && !vocabulary.has(piece())) to--;
      if (to === from) return [unknown];
      ids.push(vocabulary.get(piece())!);
      from = to;
    }
    return ids;
  });
}

describeShared('the published tokenizers over all of Quora’s questions', shared => {
  const texts = ['train', 'validation', 'test'].flatMap(split =>
    readFileSync(path.join(shared, 'data/qqp', `${split}.tsv`), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .flatMap(line => line.split('\t').slice(0, 2)),
  );

  it.each([
    ['all-MiniLM-L6-v2', 101, 102, 100, [101, 7592, 2088, 102]],
    ['all-mpnet-base-v2', 0, 2, 104, [0, 7596, 2092, 2]],
    ['jina-embeddings-v2-base-en', 101, 102, 100, [101, 7592, 2088, 102]],
  ])('%s', async (name, first, last, unknown, helloWorld) => {
    const folder = path.join(shared, 'models', name);
    const { model } = JSON.parse(readFileSync(path.join(folder, 'tokenizer.json'), 'utf8')) as TokenizerFile;
    const vocabulary = new Map(Object.entries(model.vocab));
    const tokenizer = await Tokenizer.load(folder);
    expect([...tokenizer.encode('hello world', 512)]).toEqual(helloWorld);
    let compared = 0;
    let longest = 0;
    for (const text of texts) {
      const ids = [...tokenizer.encode(text, 512)];
      longest = Math.max(longest, ids.length);
      if (ids[0] !== first || ids.at(-1) !== last || ids.some(id => !(id < tokenizer.vocabularySize)))
        expect.fail(text);
      if (!/^[\x20-\x7e]*$/.test(text)) continue;
      compared++;
      const expected = [first, ...bertIds(text, vocabulary, unknown), last].slice(0, 512);
      if (ids.join() !== expected.join()) expect(ids, text).toEqual(expected);
    }
    expect(texts.length).toBeGreaterThan(50_000);
    expect(compared).toBeGreaterThan(0.9 * texts.length);
    // Beyond the truncation in MPNet's file, and no text filled up to it.
    expect(longest).toBeGreaterThan(128);
    expect(tokenizer.encode(texts.slice(0, 100).join(' '), 4096).length).toBeGreaterThan(1000);
  });
});
