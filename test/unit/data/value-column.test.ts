import { describe, expect, it } from 'vitest';
import { cellValue, takeValues, ValueColumnBuilder, withValuesOf } from '../../../src/data/value-column.ts';

function column(values: readonly (string | undefined)[]) {
  const builder = new ValueColumnBuilder();
  for (const value of values) builder.add(value);
  return builder.build();
}

describe('ValueColumnBuilder', () => {
  it('holds each value once, sorted', () => {
    expect(column(['b', undefined, 'a', 'b', 'B'])).toEqual({
      values: ['B', 'a', 'b'],
      of: Int32Array.of(2, -1, 1, 2, 0),
    });
    expect(column([])).toEqual({ values: [], of: new Int32Array(0) });
  });
});

describe('takeValues', () => {
  it('takes rows in any order, more than once', () => {
    const taken = takeValues({ s: column(['x', 'y', undefined]) }, Int32Array.of(2, 1, 1));
    expect(taken.s!.of).toEqual(Int32Array.of(-1, 1, 1));
  });
});

describe('withValuesOf', () => {
  it('takes the other values of pairs that are there, none included, and leaves other columns alone', () => {
    const here = { s: column(['easy', 'easy', 'new', undefined]), t: column(['1', '2', '3', '4']) };
    const there = { s: column(['hard', undefined, 'easy']), u: column(['-', '-', '-']) };
    const merged = withValuesOf(here, there, Int32Array.of(0, 1, -1, 2));
    expect(Object.keys(merged)).toEqual(['s', 't']);
    expect(merged.s).toEqual(column(['hard', undefined, 'new', 'easy']));
    expect(merged.t).toBe(here.t);
  });
});

describe('cellValue', () => {
  it.each([
    [' forum\t', 'forum'],
    ['', undefined],
    [' \n', undefined],
    [null, undefined],
    [undefined, undefined],
    [0, '0'],
    [1.5, '1.5'],
    [12n, '12'],
    [false, 'false'],
    [new Date(Date.UTC(2024, 1, 29)), '2024-02-29T00:00:00.000Z'],
    [new Date(Number.NaN), undefined],
    [{}, null],
    [['x'], null],
    [new Uint8Array(1), null],
  ])('makes of %o %o', (cell, value) => {
    expect(cellValue(cell)).toBe(value);
  });
});
