import { describe, expect, it } from 'vitest';
import { hubName } from '../../../src/publish/hub-name.ts';

describe('hubName', () => {
  it.each([
    ['sentence-transformers/all-mpnet-base-v2', 'sentence-transformers/all-mpnet-base-v2'],
    ['hf://BAAI/bge-base-en-v1.5', 'BAAI/bge-base-en-v1.5'],
    ['https://huggingface.co/jinaai/jina-embeddings-v2-small-en', 'jinaai/jina-embeddings-v2-small-en'],
    ['models/tiny', undefined],
    ['Models/tiny', undefined],
    ['./models/tiny', undefined],
    ['../a/b', undefined],
    ['/abs/path', undefined],
    ['tiny', undefined],
    ['a/b/c', undefined],
    ['a/b\nc', undefined],
    ['a/', undefined],
    ['', undefined],
  ])('%j is %j', (base, name) => {
    expect(hubName(base)).toBe(name);
  });
});
