import { describe, expect, it } from 'vitest';
import { clustersOf, effectiveClusters } from '../../../src/evaluation/clusters.ts';
import { designEffect } from '../../../src/evaluation/design-effect.ts';

const blocks = (n: number, size: number) =>
  clustersOf(Int32Array.from({ length: n }, (_, i) => Math.floor(i / size)));

describe('designEffect', () => {
  it('is the clusters’ size where they are all of one mind', () => {
    const values = Array.from({ length: 4000 }, (_, i) => (Math.floor(i / 4) % 5 === 0 ? 1 : 0));
    expect(designEffect(values, blocks(4000, 4))).toBeCloseTo(4, 1);
  });

  it('is 1 for pairs by themselves, and where clusters balance each other out', () => {
    const values = Array.from({ length: 400 }, (_, i) => i % 2);
    expect(designEffect(values, blocks(400, 1))).toBe(1);
    expect(designEffect(values, blocks(400, 2))).toBe(1);
  });

  it('takes each cluster for one pair where nothing varies', () => {
    expect(designEffect(new Array(300).fill(0), blocks(300, 3))).toBe(3);
  });
});

describe('effectiveClusters', () => {
  it('are the clusters where all are alike, and fewer where one outweighs', () => {
    expect(effectiveClusters(blocks(300, 3))).toBe(100);
    // 9 pairs alone and one cluster of 9: 18² / (9 + 81).
    const uneven = clustersOf(Int32Array.from({ length: 18 }, (_, i) => (i < 9 ? i : 99)));
    expect(effectiveClusters(uneven)).toBeCloseTo(3.6, 12);
  });
});
