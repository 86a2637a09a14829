import { describe, expect, it } from 'vitest';
import { boundsText, explained } from '../../../src/report/outcome.ts';

describe('the sentence of a rule', () => {
  it('gets how many more pairs would settle it, unless it says so, of pairs or of queries', () => {
    const open = "Retrieval's recall@10 is 0.810 on 100 queries";
    for (const more of ['about 230 more queries', 'about 1 more query', 'about 10 more test pairs']) {
      const sentence = `${open}; ${more} like these would settle it.`;
      expect(explained({ sentence, morePairs: 227 })).toBe(sentence);
    }
    expect(explained({ sentence: `${open}.`, morePairs: 1 })).toBe(
      `${open}. About 1 more test pair like these would settle it.`,
    );
    expect(explained({ sentence: `${open}.` })).toBe(`${open}.`);
  });
});

describe('the interval of a rule', () => {
  const interval = { low: 0.6978, high: 0.72864, level: 0.95 };

  it('is shown as its value is', () => {
    expect(boundsText({ interval, actual: '71.4 %, at least 69.8 %' })).toBe('69.78 – 72.86 %');
    expect(boundsText({ interval, actual: '0.714, at least 0.698' })).toBe('0.698 – 0.729');
    expect(boundsText({ actual: 'not measurable' })).toBe('–');
  });
});
