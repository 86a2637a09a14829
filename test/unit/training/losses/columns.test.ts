import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../../src/engine/onnxruntime/open.ts';
import { openReference } from '../../../../src/engine/reference/open.ts';
import { lossByName } from '../../../../src/training/losses/by-name.ts';
import type { LossOptions } from '../../../../src/training/losses/settings.ts';
import type { Random } from '../../engine/random.ts';
import {
  columnSlopes,
  cosentOracle,
  cosineSimilarityOracle,
  rankingOracle,
  tripletOracle,
} from './column-oracle.ts';
import { type ColumnBatch, lossAndSlopes, randomColumns, worst } from './columns.ts';

const score = (random: Random) => random.integer(0, 4) / 4;
const one = () => 1;

interface LossCase {
  readonly options: LossOptions;
  readonly columns: number;
  readonly label: (random: Random) => number;
  readonly oracle: (batch: ColumnBatch) => number;
}

const ranking = (scale: number, symmetric: boolean, columns: number): LossCase => ({
  options: { loss: 'multiple-negatives-ranking', scale, symmetric },
  columns,
  label: one,
  oracle: batch => rankingOracle(batch, scale, symmetric),
});

const triplet = (distance: 'cosine' | 'euclidean', margin: number, columns = 3): LossCase => ({
  options: { loss: 'triplet', distance, margin },
  columns,
  label: one,
  oracle: batch => tripletOracle(batch, distance, margin),
});

const cases: readonly LossCase[] = [
  { options: { loss: 'cosine-similarity' }, columns: 2, label: score, oracle: cosineSimilarityOracle },
  {
    options: { loss: 'cosent', scale: 7 },
    columns: 2,
    label: score,
    oracle: batch => cosentOracle(batch, 7),
  },
  ranking(5, false, 2),
  ranking(5, false, 4),
  ranking(5, true, 2),
  ranking(5, true, 3),
  triplet('euclidean', 0.5),
  triplet('cosine', 0.3),
  triplet('euclidean', 5, 5),
];
const named = cases.map(one => ({ ...one, name: JSON.stringify(one.options) }));

let engine: Engine;
beforeAll(async () => {
  engine = await openReference();
});

describe.each(named)('$name of $columns columns', ({ options, columns, label, oracle }) => {
  const loss = lossByName(options);

  it('agrees with loops over couples in double precision, and with finite differences', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const batch = randomColumns(seed, columns, label);
      const { value, slopes } = await lossAndSlopes(engine, loss, batch);
      expect(value, `seed ${seed}`).toBeCloseTo(oracle(batch), 5);
      expect(worst(slopes, columnSlopes(batch, oracle)), `seed ${seed}`).toBeLessThan(1e-4);
    }
  });
});

const HARD_CASES: readonly (readonly [string, ColumnBatch, readonly number[]])[] = [
  [
    'a single example',
    {
      texts: single([
        [1, 2],
        [2, 1],
        [0, 1],
      ]),
      labels: [1],
    },
    [1],
  ],
  [
    'a single negative',
    {
      texts: single([
        [1, 2],
        [2, 1],
        [0, 1],
      ]),
      labels: [0],
    },
    [1],
  ],
  [
    'one embedding for all',
    {
      texts: rows([
        [1, 2],
        [1, 2],
        [1, 2],
      ]),
      labels: [1, 0.5, 0],
    },
    [1, 1, 1],
  ],
  [
    'zero vectors',
    {
      texts: rows([
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
      labels: [0, 1, 1],
    },
    [1, 1, 1],
  ],
  [
    'equal labels',
    {
      texts: rows([
        [1, 2],
        [2, 1],
        [-1, 1],
      ]),
      labels: [1, 1, 1],
    },
    [1, 1, 1],
  ],
  [
    'other equal labels',
    {
      texts: rows([
        [1, 2],
        [2, 1],
        [-1, 1],
      ]),
      labels: [0, 0, 0],
    },
    [1, 1, 1],
  ],
  [
    'padding alone',
    {
      texts: rows([
        [1, 2],
        [2, 1],
        [-1, 1],
      ]),
      labels: [1, 0, 1],
    },
    [0, 0, 0],
  ],
  [
    'large embeddings',
    {
      texts: rows([
        [1e4, 2e4],
        [-3e4, 1e4],
        [2e4, 0],
      ]),
      labels: [1, 0, 0],
    },
    [1, 1, 1],
  ],
];

function single(columns: number[][]): number[][][] {
  return columns.map(column => [column]);
}

/** Each column has the same rows, the later ones turned by one. */
function rows(list: number[][]): number[][][] {
  return list.map((_, column) => list.map((_, row) => list[(row + column) % list.length]!));
}

describe.each(['reference', 'onnxruntime'] as const)('on %s', name => {
  beforeAll(async () => {
    engine = name === 'reference' ? engine : await openOnnxruntime({ provider: 'cpu', threads: 1 });
  });

  const all: readonly LossOptions[] = [
    { loss: 'contrastive' },
    { loss: 'online-contrastive' },
    ...cases.map(one => one.options),
    { loss: 'cosent', scale: 1000 },
    { loss: 'multiple-negatives-ranking', scale: 1000, symmetric: true },
    { loss: 'triplet', matryoshka: [2, 1] },
  ];
  it.each(HARD_CASES)('every loss and its slope are finite for %s', async (_, batch, weights) => {
    for (const options of all) {
      const columns = options.loss === 'triplet' || options.loss === 'multiple-negatives-ranking' ? 3 : 2;
      const given = { ...batch, texts: batch.texts.slice(0, columns) };
      const { value, slopes } = await lossAndSlopes(engine, lossByName(options), given, weights);
      expect(Number.isFinite(value), `${JSON.stringify(options)}: ${value}`).toBe(true);
      expect(slopes.flat(2).every(Number.isFinite), JSON.stringify(options)).toBe(true);
      if (weights.every(weight => weight === 0))
        expect([value, ...slopes.flat(2).map(Math.abs)]).toEqual([0, ...slopes.flat(2).map(() => 0)]);
    }
  });

  it('CoSENT of equal labels is 0 and has no slope', async () => {
    const batch = {
      texts: rows([
        [1, 2],
        [2, 1],
        [-1, 1],
      ]).slice(0, 2),
      labels: [0.5, 0.5, 0.5],
    };
    const { value, slopes } = await lossAndSlopes(engine, lossByName({ loss: 'cosent' }), batch);
    expect(value).toBe(0);
    expect(slopes.flat(2).every(slope => slope === 0)).toBe(true);
  });

  it('an anchor alone with its positive has nothing to find', async () => {
    const batch = {
      texts: single([
        [1, 2],
        [2, 1],
      ]),
      labels: [1],
    };
    for (const symmetric of [false, true]) {
      const loss = lossByName({ loss: 'multiple-negatives-ranking', symmetric });
      const { value, slopes } = await lossAndSlopes(engine, loss, batch);
      expect(value).toBe(0);
      expect(slopes.flat(2).every(slope => slope === 0)).toBe(true);
    }
  });
});
