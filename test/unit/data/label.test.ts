import { expect, it } from 'vitest';
import { parseLabel, parseScore } from '../../../src/data/label.ts';

it.each(['1', ' 1', '1.0', 'true', 'TRUE', 'True ', true, 1, 1n])('%o is positive', value =>
  expect(parseLabel(value)).toBe(1),
);

it.each(['0', '0\r', '0.0', 'false', 'False', false, 0, -0, 0n])('%o is negative', value =>
  expect(parseLabel(value)).toBe(0),
);

it.each([
  '',
  '2',
  '-1',
  '0.5',
  '1.00',
  'yes',
  'duplicate',
  'null',
  null,
  undefined,
  2,
  0.5,
  Number.NaN,
  2n,
  [1],
  {},
  '01',
])('%o is no label', value => expect(parseLabel(value)).toBeUndefined());

it.each<[value: unknown, score: number]>([
  ['0.5', 0.5],
  [' .25 ', 0.25],
  ['1.00', 1],
  ['2.5e-1', 0.25],
  ['true', 1],
  ['-0', 0],
  [0.75, 0.75],
  [1n, 1],
  [-0, 0],
])('%o is a score', (value, score) => expect(parseScore(value)).toBe(score));

it.each([
  '',
  '1.01',
  '-0.1',
  '0,5',
  '0x1',
  'NaN',
  'Infinity',
  '50%',
  null,
  undefined,
  1.5,
  Number.NaN,
  2n,
  [0.5],
])('%o is no score', value => expect(parseScore(value)).toBeUndefined());
