import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { planBatches } from '../../../src/model/batches.ts';
import { fillRows, packApart, packTogether, roundRows, widthFor } from '../../../src/model/packing.ts';
import { tokenTensors } from '../../../src/model/token-batch.ts';
import { Random } from '../engine/random.ts';

/** Lengths as questions have them: most are short, a few are long. */
function questionLengths(count: number): number[] {
  const random = new Random(5);
  return Array.from({ length: count }, () => {
    const long = random.integer(0, 19) === 0;
    return long ? random.integer(30, 140) : random.integer(5, 25);
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('fillRows', () => {
  it('takes every text once, in rows that hold them, nearly full', () => {
    const lengths = [...questionLengths(500), 0, 0, 600];
    const rows = [...fillRows(lengths)];
    expect(ascending(rows.flatMap(row => row.texts))).toEqual(lengths.map((_, i) => i));
    const used = rows.map(({ texts }) => sum(texts.map(text => lengths[text]!)));
    rows.forEach(({ width, texts }, i) => {
      expect(used[i]).toBeLessThanOrEqual(width);
      expect(width).toBe(widthFor(lengths[texts[0]!]!));
    });
    const places = sum(rows.map(row => row.width));
    expect(sum(lengths) / places).toBeGreaterThan(0.9);
    expect([...fillRows([])]).toEqual([]);
  });

  it('needs no width of more than one text', () => {
    expect([1, 32, 33, 512, 513, 1025].map(widthFor)).toEqual([32, 32, 48, 512, 1024, 1536]);
    expect(packTogether([30, 40, 2])).toEqual({ width: 48, rows: [[1, 2], [0]] });
    expect(packApart([30, 40, 2])).toEqual({ width: 48, rows: [[0], [1], [2]] });
  });
});

describe('roundRows', () => {
  it('gives few numbers, none much larger than what is needed', () => {
    const rounded = Array.from({ length: 1000 }, (_, i) => roundRows(i + 1));
    rounded.forEach((rows, i) => {
      expect(rows).toBeGreaterThan(i);
      expect(rows).toBeLessThanOrEqual(Math.max(i + 1, 1.07 * (i + 1)));
    });
    expect(new Set(rounded).size).toBeLessThan(120);
  });
});

describe('planBatches', () => {
  it('takes every text once, widest first, in few shapes', () => {
    const lengths = questionLengths(3000);
    const plans = planBatches(lengths, 1024);
    expect(ascending(plans.flatMap(plan => plan.items))).toEqual(lengths.map((_, i) => i));
    const widths = plans.map(plan => plan.width);
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(new Set(plans.map(plan => `${plan.rowCount} ${plan.width} ${plan.textCount}`)).size).toBeLessThan(
      15,
    );
    for (const { rows, items, width, rowCount, textCount } of plans) {
      expect(rows.flat()).toEqual(items.map((_, i) => i));
      expect(rowCount * width).toBeLessThanOrEqual(1024);
      expect(rows.length).toBeLessThanOrEqual(rowCount);
      expect(items.length).toBeLessThanOrEqual(textCount);
    }
    const places = sum(plans.map(plan => plan.rowCount * plan.width));
    expect(sum(lengths) / places).toBeGreaterThan(0.85);
  });

  it('gives a text wider than a batch one of its own, and texts without tokens some', () => {
    expect(planBatches([5000, 3], 1024).map(plan => [plan.items, plan.rowCount, plan.width])).toEqual([
      [[0, 1], 1, 5120],
    ]);
    const empty = planBatches(new Array(700).fill(0), 1024);
    expect(empty.map(plan => plan.items.length)).toEqual([256, 256, 188]);
    expect(planBatches([], 1024)).toEqual([]);
  });
});

describe('tokenTensors', () => {
  it('lays texts side by side and knows where each is', () => {
    const tokens = [Int32Array.of(5, 6), Int32Array.of(7), Int32Array.of(8, 8, 8)];
    const packing = { rows: [[0, 1], [2]], width: 4 };
    const options = { padId: 9, rowCount: 3, texts: [2, 0, 0, 1], textCount: 5 };
    const [ids, positions, texts, starts, lengths] = tokenTensors(tokens, packing, options).map(tensor =>
      tensor.arraySync(),
    );
    expect(ids).toEqual([
      [5, 6, 7, 9],
      [8, 8, 8, 9],
      [9, 9, 9, 9],
    ]);
    expect(positions).toEqual([
      [0, 1, 0, 0],
      [0, 1, 2, 0],
      [0, 0, 0, 0],
    ]);
    expect(texts).toEqual([
      [0, 0, 1, -1],
      [0, 0, 0, -1],
      [-1, -1, -1, -1],
    ]);
    expect(starts).toEqual([[4], [0], [0], [2], [0]]);
    expect(lengths).toEqual([[3], [2], [2], [1], [0]]);
  });
});
