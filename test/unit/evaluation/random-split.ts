import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Scored } from '../../../src/evaluation/scored.ts';

/** A seeded split whose positives score higher on the whole; `decimals` makes ties. Both classes are there. */
export function randomSplit(seed: number, n: number, decimals = 15): Scored {
  const generator = xoroshiro128plus(seed);
  const labels = Array.from({ length: n }, (_, i) => (i < 2 ? i : Number(uniformFloat64(generator) < 0.4)));
  const scores = Float64Array.from(labels, label => {
    const noise = uniformFloat64(generator) + uniformFloat64(generator) - 1;
    return Number((0.2 + 0.3 * label + 0.5 * noise).toFixed(decimals));
  });
  return { scores, labels };
}
