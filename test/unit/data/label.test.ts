import { expect, it } from 'vitest';
import { parseLabel } from '../../../src/data/label.ts';

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
