import { describe, expect, it } from 'vitest';
import { judgedPart, subsetPairs } from '../../../src/commands/judged-pairs.ts';
import { evaluationWith, pairsOf, trialReport } from './trial-report.ts';

const trained = trialReport(10).trained!;
const knownWhere = (which: (pair: number) => boolean) =>
  Uint8Array.from({ length: 100 }, (_, pair) => (which(pair) ? 1 : 0));

describe('judgedPart', () => {
  it('takes the others out of everything that is about pairs', () => {
    const test = { ...pairsOf(100), known: knownWhere(pair => pair % 2 === 0) };
    const mistake = (pair: number) => ({
      ...{ first: `first ${pair}`, second: `second ${pair}`, label: 1 as const },
      ...{ score: 0.1, margin: 0.4, file: 'data/test.tsv', line: pair + 2 },
    });
    const part = judgedPart({
      ...trained,
      test,
      references: { other: evaluationWith(30) },
      seeds: [{ seed: 1, evaluation: evaluationWith(20) }],
      mistakes: [0, 1, 2, 3].map(mistake),
    });
    const { candidate, baseModel, references, seeds, mistakes } = part.trained;
    expect([candidate, baseModel, references.other!, seeds![0]!.evaluation].map(({ n }) => n)).toEqual([
      50, 50, 50, 50,
    ]);
    expect(candidate.metrics.error_rate).toBe(0.1);
    expect(references.other!.metrics.error_rate).toBe(0.3);
    expect(seeds![0]!.evaluation.metrics.error_rate).toBe(0.2);
    expect(part.trained.test.keys).toEqual(test.keys.filter((_, pair) => pair % 2 === 0));
    expect(mistakes.map(({ line }) => line)).toEqual([2, 4]);
    expect(part.added).toMatchObject({ judged: 50, evaluation: { n: 50 } });
  });

  it('does not take relabelled pairs for added ones', () => {
    const known = knownWhere(pair => pair >= 10);
    const relabelled = { ...pairsOf(100), known, added: knownWhere(pair => pair < 7) };
    const part = judgedPart({ ...trained, test: relabelled });
    expect(part.judged).toHaveLength(90);
    expect(part.added).toMatchObject({ judged: 90, evaluation: { n: 7 } });
    const none = judgedPart({ ...trained, test: { ...relabelled, added: knownWhere(() => false) } });
    expect(none.judged).toHaveLength(90);
    expect(none.added).toBeUndefined();
  });

  it('changes nothing where all are known, none is, or nobody says', () => {
    for (const known of [knownWhere(() => true), knownWhere(() => false)]) {
      const given = { ...trained, test: { ...pairsOf(100), known } };
      expect(judgedPart(given)).toEqual({ trained: given });
    }
    expect(judgedPart(trained)).toEqual({ trained });
  });
});

describe('subsetPairs', () => {
  it('keeps the order given, and only the values of slices that are left', () => {
    const source = { values: ['chat', 'forum', 'mail'], of: Int32Array.of(2, 0, -1, 1) };
    const test = { ...pairsOf(4), slices: { source } };
    const some = subsetPairs(test, Int32Array.of(3, 0, 2));
    expect(some.first).toEqual(['first 3', 'first 0', 'first 2']);
    expect([...some.labels]).toEqual([3, 0, 2].map(pair => test.labels[pair]));
    expect([...some.line]).toEqual([5, 2, 4]);
    expect(some.slices.source).toEqual({ values: ['forum', 'mail'], of: Int32Array.of(0, 1, -1) });
  });

  it('groups anew, so that pairs which only a new pair held together count as independent', () => {
    const test = {
      ...pairsOf(4),
      first: ['a', 'c', 'b', 'e'],
      second: ['b', 'd', 'c', 'a'],
      clusters: Int32Array.of(0, 0, 0, 0),
    };
    expect([...subsetPairs(test, Int32Array.of(0, 1, 3)).clusters]).toEqual([0, 1, 0]);
  });
});
