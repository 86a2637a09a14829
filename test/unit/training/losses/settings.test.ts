import { describe, expect, it } from 'vitest';
import { lossSettings, lossText } from '../../../../src/training/losses/settings.ts';

describe('lossSettings', () => {
  it('has the defaults of each loss', () => {
    expect(lossSettings({ loss: 'online-contrastive' }).margin).toBe(0.5);
    expect(lossSettings({ loss: 'cosent' }).scale).toBe(20);
    expect(lossSettings({ loss: 'multiple-negatives-ranking' })).toMatchObject({
      scale: 20,
      symmetric: false,
    });
    expect(lossSettings({ loss: 'triplet' })).toMatchObject({ distance: 'euclidean', margin: 5 });
    expect(lossSettings({ loss: 'triplet', distance: 'cosine' })).toMatchObject({ margin: 0.5 });
    expect(lossSettings({ loss: 'triplet', distance: 'cosine', margin: 1 })).toMatchObject({ margin: 1 });
  });
});

describe('lossText', () => {
  it('is the name alone where all is as usual', () => {
    expect(lossText({ loss: 'contrastive' })).toBe('contrastive');
    expect(lossText({ loss: 'contrastive', margin: 0.5 })).toBe('contrastive');
    expect(lossText({ loss: 'cosine-similarity' })).toBe('cosine-similarity');
  });

  it('has what is not as usual', () => {
    expect(lossText({ loss: 'contrastive', margin: 0.4 })).toBe('contrastive (margin 0.4)');
    expect(
      lossText({ loss: 'multiple-negatives-ranking', scale: 30, symmetric: true, matryoshka: [64, 256] }),
    ).toBe('multiple-negatives-ranking (scale 30, symmetric), matryoshka 64, 256');
    expect(lossText({ loss: 'triplet', distance: 'cosine' })).toBe('triplet (distance cosine, margin 0.5)');
  });
});
