import { describe, expect, it } from 'vitest';
import { FinetuneGateError } from '../../../src/errors.ts';
import { compare, mcnemar } from '../../../src/evaluation/comparison.ts';

/** Counts all 2^n ways in which n discordant pairs can fall. */
function enumerate(b: number, c: number): { better: number; worse: number; twoSided: number } {
  const n = b + c;
  const ways = Array.from({ length: 2 ** n }, (_, bits) => bits.toString(2).replaceAll('0', '').length);
  const share = (holds: (wrong: number) => boolean) => ways.filter(holds).length / ways.length;
  return {
    better: share(wrong => wrong <= b),
    worse: share(wrong => wrong >= b),
    twoSided: share(wrong => Math.abs(wrong - n / 2) >= Math.abs(b - n / 2)),
  };
}

describe('mcnemar', () => {
  it('agrees with counting every way the pairs could have fallen', () => {
    for (let b = 0; b <= 6; b++) {
      for (let c = 0; c <= 6; c++) {
        const ours = mcnemar(b, c);
        const all = enumerate(b, c);
        expect(ours.oneSidedBetter).toBeCloseTo(all.better, 14);
        expect(ours.oneSidedWorse).toBeCloseTo(all.worse, 14);
        expect(ours.exactTwoSided).toBeCloseTo(all.twoSided, 14);
      }
    }
  });

  it('gives the published values for complete response before and after therapy (Cavo et al., 2012)', () => {
    // Fagerland, Lydersen and Laake: exact P = 0.0525, mid-P = 0.0347.
    expect(mcnemar(6, 16).exactTwoSided).toBeCloseTo(0.052479, 6);
    expect(mcnemar(6, 16).midP).toBeCloseTo(0.03469, 6);
  });

  it('knows nothing without discordant pairs', () => {
    expect(mcnemar(0, 0)).toEqual({ exactTwoSided: 1, midP: 1, oneSidedBetter: 1, oneSidedWorse: 1 });
  });

  it('turns around with its arguments', () => {
    const forth = mcnemar(110, 160);
    const back = mcnemar(160, 110);
    expect(forth.oneSidedBetter).toBe(back.oneSidedWorse);
    expect(forth.exactTwoSided).toBe(back.exactTwoSided);
  });
});

describe('compare', () => {
  const baseline = [true, true, false, false, false, true];
  const candidate = [true, false, true, true, false, true];

  it('counts who is wrong alone', () => {
    expect(compare(baseline, candidate)).toMatchObject({
      n: 6,
      onlyBaselineWrong: 2,
      onlyCandidateWrong: 1,
      difference: -1 / 6,
      pBetter: expect.closeTo(0.5, 14),
      pWorse: expect.closeTo(0.875, 14),
      pTwoSided: 1,
    });
  });

  it('does not depend on the order of the pairs', () => {
    const order = [3, 1, 5, 0, 2, 4];
    const shuffled = (correct: boolean[]) => order.map(i => correct[i]!);
    expect(compare(shuffled(baseline), shuffled(candidate))).toEqual(compare(baseline, candidate));
  });

  it('refuses lists of different length', () => {
    expect(() => compare([true], [true, false])).toThrow(FinetuneGateError);
  });
});
