import { expect, it } from 'vitest';
import { Faults } from '../../../src/data/faults.ts';
import { FinetuneGateError } from '../../../src/errors.ts';
import { failure } from './files.ts';

it('throws nothing when there is nothing', () => {
  expect(() => new Faults().throwIfAny('train')).not.toThrow();
});

it('lists the first ten places, the total, and other kinds after the most fundamental one', async () => {
  const faults = new Faults();
  for (let line = 2; line <= 3; line++)
    faults.add('DATA_TEXT_EMPTY', { file: 'a.tsv', line }, 'the first text is ""');
  for (let line = 4; line <= 16; line++)
    faults.add('DATA_LABEL_INVALID', { file: 'a.tsv', line }, 'the label is "x"');
  const error = await failure(() => faults.throwIfAny('test'));
  expect(error.code).toBe('DATA_LABEL_INVALID');
  expect(error.message).toBe('The test data has 13 labels that are not 0 or 1.');
  expect(error.place).toEqual({ file: 'a.tsv', line: 4 });
  expect(error.details).toHaveLength(12);
  expect(error.details[0]).toBe('a.tsv:4: the label is "x"');
  expect(error.details[9]).toBe('a.tsv:13: the label is "x"');
  expect(error.details[10]).toBe('… and 3 more, 13 in all');
  expect(error.details[11]).toBe(
    'also 2 empty texts (DATA_TEXT_EMPTY), first at a.tsv:2: the first text is ""',
  );
});

it('does not swallow what is no fault of the file', () => {
  const faults = new Faults();
  const bug = new TypeError('a bug');
  expect(() => faults.addThrown(bug, 'a.tsv')).toThrow(bug);
  const cancelled = new FinetuneGateError('INTERRUPTED', 'cancelled');
  expect(() => faults.addThrown(cancelled, 'a.tsv')).toThrow(cancelled);
});
