import { UnsortedSegmentSum, util } from '@tensorflow/tfjs-core';
import { areFloats, type Kernel } from '../kernel.ts';

/**
 * The gradient of a gather: x [n, ...inner] and segmentIds [n] → [segments, ...inner], the sum of the rows of each
 * segment. tfjs' own kernel passes over all rows once per segment, too slow for the thousands of words of a vocabulary.
 */
export const unsortedSegmentSum: Kernel = {
  name: UnsortedSegmentSum,
  compute(call) {
    const x = call.input('x');
    const ids = call.input('segmentIds');
    if (!areFloats(x) || ids.shape.length !== 1) return null;
    const innerShape = x.shape.slice(1);
    const inner = util.sizeFromShape(innerShape);
    const segments = call.attribute<number>('numSegments');
    const values = call.floats(x);
    const out = new Float32Array(segments * inner);
    let from = 0;
    for (const segment of call.integers(ids)) {
      const to = segment * inner;
      if (segment >= 0 && segment < segments)
        for (let k = 0; k < inner; k++) out[to + k] = out[to + k]! + values[from + k]!;
      from += inner;
    }
    return call.result([segments, ...innerShape], out);
  },
};
