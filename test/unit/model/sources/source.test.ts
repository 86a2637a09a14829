import { describe, expect, it } from 'vitest';
import { isCommit, parseHubId } from '../../../../src/model/sources/hub-id.ts';
import { parseSource } from '../../../../src/model/sources/source.ts';

const PIN = 'a'.repeat(64);
const parse = (base: string, isFolder = false, sha256?: string) =>
  parseSource(base, { isFolder, ...(sha256 !== undefined && { sha256 }) });
const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (thrown) {
    return (thrown as { code?: string }).code;
  }
};

describe('parseSource', () => {
  it.each([
    ['BAAI/bge-base-en-v1.5', { kind: 'hub', repository: 'BAAI/bge-base-en-v1.5' }],
    ['BAAI/bge@a5beb1e', { kind: 'hub', repository: 'BAAI/bge', revision: 'a5beb1e' }],
    ['BAAI/bge@refs/pr/7', { kind: 'hub', repository: 'BAAI/bge', revision: 'refs/pr/7' }],
    ['hf:models/tiny', { kind: 'hub', repository: 'models/tiny' }],
    ['hf://acme/e@v1', { kind: 'hub', repository: 'acme/e', revision: 'v1' }],
    ['models/tiny@main', { kind: 'hub', repository: 'models/tiny', revision: 'main' }],
    ['models/tiny', { kind: 'folder', path: 'models/tiny' }],
    ['./acme/encoder', { kind: 'folder', path: './acme/encoder' }],
    ['acme/encoder/', { kind: 'folder', path: 'acme/encoder/' }],
    ['../acme/encoder', { kind: 'folder', path: '../acme/encoder' }],
    ['/abs/encoder', { kind: 'folder', path: '/abs/encoder' }],
    ['a/b/c', { kind: 'folder', path: 'a/b/c' }],
    ['tiny', { kind: 'folder', path: 'tiny' }],
    ['models/base.tar.gz', { kind: 'archive', path: 'models/base.tar.gz' }],
    ['base.tgz', { kind: 'archive', path: 'base.tgz' }],
    [`b.tar.gz#sha256=${PIN.toUpperCase()}`, { kind: 'archive', path: 'b.tar.gz', sha256: PIN }],
    ['https://e.org/x/b.tar.gz', { kind: 'url', url: 'https://e.org/x/b.tar.gz' }],
    ['https://e.org/b.tar.gz?v=1', { kind: 'url', url: 'https://e.org/b.tar.gz?v=1' }],
    [`https://e.org/b.tar.gz#sha256=${PIN}`, { kind: 'url', url: 'https://e.org/b.tar.gz', sha256: PIN }],
  ])('%s', (base, source) => {
    expect(parse(base)).toEqual(source);
  });

  it('lets an existing folder win, but not over a prefix or an address', () => {
    expect(parse('acme/encoder', true)).toEqual({ kind: 'folder', path: 'acme/encoder' });
    expect(parse('acme/encoder@v1', true)).toEqual({ kind: 'folder', path: 'acme/encoder@v1' });
    expect(parse('hf:acme/encoder', true)).toEqual({ kind: 'hub', repository: 'acme/encoder' });
    expect(parse('https://e.org/b.tar.gz', true)).toEqual({ kind: 'url', url: 'https://e.org/b.tar.gz' });
    expect(parse('b.tar.gz', true)).toEqual({ kind: 'folder', path: 'b.tar.gz' });
  });

  it('takes the pin from either place', () => {
    expect(parse('b.tar.gz', false, PIN.toUpperCase())).toMatchObject({ sha256: PIN });
    expect(parse(`b.tar.gz#sha256=${PIN}`, false, PIN)).toMatchObject({ sha256: PIN });
  });

  it.each([
    'http://e.org/b.tar.gz',
    'ftp://e.org/b.tar.gz',
    'file:///etc/b.tar.gz',
    'https://e.org/b.zip',
    'https://e.org/owner/name',
    'https://user:secret@e.org/b.tar.gz',
    'b.tar.gz#sha256=abc',
    'https://e.org/b.tar.gz#main',
    'hf:owner',
    'hf:../owner/name',
    'hf:owner/name@',
    'hf:owner/name@a b',
    'hf:owner/name@../x',
  ])('refuses %s', base => {
    expect(codeOf(() => parse(base))).toBe('MODEL_SOURCE_INVALID');
  });

  it('refuses a pin that pins nothing, and two that differ', () => {
    for (const base of ['acme/encoder@v1', 'models/tiny', `b.tar.gz#sha256=${'b'.repeat(64)}`]) {
      expect(
        codeOf(() => parse(base, false, PIN)),
        base,
      ).toBe('MODEL_SOURCE_INVALID');
    }
  });

  it('does not repeat a password', () => {
    expect(() => parse('https://user:secret@e.org/b.tar.gz')).toThrow(/^(?!.*secret).*$/);
  });
});

describe('hub ids', () => {
  it.each(['a..b/c', 'a/b..c', '-a/b', `${'a'.repeat(97)}/b`, 'a/b\nc'])('%j is none', text => {
    expect(parseHubId(text)).toBeUndefined();
  });

  it('only forty lower-case digits are a commit', () => {
    expect(isCommit('0123456789abcdef0123456789abcdef01234567')).toBe(true);
    expect(isCommit('0123456789ABCDEF0123456789ABCDEF01234567')).toBe(false);
    expect(isCommit('0123456')).toBe(false);
    expect(isCommit(undefined)).toBe(false);
  });
});
