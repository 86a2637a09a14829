import { describe, expect, it } from 'vitest';
import { fromExact, toExact } from '../../../src/commands/exact-json.ts';

const through = (value: unknown) => fromExact(JSON.parse(JSON.stringify(toExact(value))));

describe('exact JSON', () => {
  it('brings back numbers that JSON has no text for', () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 0.1 + 0.2, 5e-324];
    expect((through(values) as number[]).map((one, i) => Object.is(one, values[i]))).not.toContain(false);
  });

  it('brings back every bit of arrays of numbers, wherever they lie in their buffer', () => {
    const bytes = Uint8Array.from({ length: 40 }, (_, i) => 37 * i + 5);
    const arrays = {
      floats: new Float64Array([Number.NaN, -0, 1 / 3, Number.MAX_VALUE]),
      ints: new Int32Array([-1, 2 ** 31 - 1, -(2 ** 31)]),
      part: bytes.subarray(3, 20),
      none: new Float64Array(0),
    };
    const back = through(arrays) as typeof arrays;
    expect(back).toEqual(arrays);
    expect(Object.is(back.floats[1], -0)).toBe(true);
    expect(back.ints).toBeInstanceOf(Int32Array);
    expect(back.part).toBeInstanceOf(Uint8Array);
  });

  it('brings back booleans, many or few', () => {
    const many = Array.from({ length: 100 }, (_, i) => i % 3 === 0);
    expect(through({ many, few: [true], mixed: [...many, 'no'] })).toEqual({
      many,
      few: [true],
      mixed: [...many, 'no'],
    });
    expect(JSON.stringify(toExact(many)).length).toBeLessThan(120);
  });

  it('takes no name of a user for one of its own', () => {
    const value = JSON.parse('{"$f64":"AAAA","$$n":1,"__proto__":{"a":[1]},"2":0,"constructor":null}');
    const back = through(value);
    expect(JSON.stringify(back)).toBe(JSON.stringify(value));
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });

  it('refuses what it has not made', () => {
    expect(() => fromExact({ $date: '2026' })).toThrow(TypeError);
    expect(() => fromExact({ $f64: 7 })).toThrow(TypeError);
  });

  it('leaves out what is undefined', () => {
    expect(through({ a: undefined, b: [{ c: undefined }] })).toStrictEqual({ b: [{}] });
  });
});
