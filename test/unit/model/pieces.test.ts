import { describe, expect, it } from 'vitest';
import { pieces } from '../../../src/model/pieces.ts';

describe('pieces of a text', () => {
  it('are the text, put together', () => {
    for (const unit of ['a', 'word ', 'a  b', ' ', 'two words, ', '😀', '\n']) {
      for (const length of [0, 1, 4095, 4096, 4097, 20_000]) {
        for (const anywhere of [true, false]) {
          const text = unit.repeat(length).slice(0, length);
          expect([...pieces(text, anywhere)].join('')).toBe(text);
        }
      }
    }
  });

  it('begin with the single space between two words', () => {
    const parts = [...pieces('some words  and, more '.repeat(2000), true)];
    expect(parts.length).toBeGreaterThan(10);
    for (const [i, part] of parts.entries()) {
      expect(part.length).toBeLessThanOrEqual(4096);
      if (i > 0) expect(part).toMatch(/^ \S/);
      if (i + 1 < parts.length) expect(part).toMatch(/\S$/);
    }
  });

  it('cut a run without spaces only when told to, and never a pair of surrogates', () => {
    const run = `a${'😀'.repeat(5000)}`;
    expect([...pieces(run, false)]).toEqual([run]);
    expect([...pieces(`${run} b`, false)]).toEqual([run, ' b']);
    const parts = [...pieces(run, true)];
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part).not.toMatch(/\p{Surrogate}/u);
  });
});
