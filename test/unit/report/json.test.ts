import { describe, expect, it } from 'vitest';
import { inertJson, toJson } from '../../../src/report/json.ts';
import type { Result } from '../../../src/report/result.ts';
import { full } from './full-sample.ts';
import { errored, failing, passing } from './samples.ts';

/** The same value with the keys of every object the other way round. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  ) as T;
}

describe('toJson', () => {
  it.each([passing, failing, errored])('reads back as the same result', result => {
    expect(JSON.parse(toJson(result))).toEqual(result);
  });

  it('is the same text however the result was put together', () => {
    expect(toJson(reversed(passing))).toBe(toJson(passing));
  });

  it('begins with the schema version and the verdict, ends with the times and a line break', () => {
    const text = toJson(passing);
    expect(Object.keys(JSON.parse(text)).slice(0, 4)).toEqual([
      'schemaVersion',
      'tool',
      'command',
      'verdict',
    ]);
    expect(Object.keys(JSON.parse(text)).at(-1)).toBe('times');
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.startsWith('{\n  "schemaVersion": 1,\n')).toBe(true);
  });

  it('has the fields in the order of reading', () => {
    expect(Object.keys(JSON.parse(toJson(full))).slice(4, -1)).toEqual([
      ...[
        'candidate',
        'baselines',
        'retrieval',
        'slices',
        'seeds',
        'added',
        'flips',
        'learningCurve',
        'curves',
      ],
      ...['training', 'model', 'data', 'policy', 'engine', 'costs', 'cost', 'usage', 'mistakes'],
    ]);
  });

  it('keeps numbers as they are; what JSON cannot say is null', () => {
    const metrics = {
      ...passing.candidate!.metrics,
      accuracy: 0.1 + 0.2,
      f1: Number.NaN,
      recall: Number.POSITIVE_INFINITY,
    };
    const read = JSON.parse(toJson({ ...passing, candidate: { ...passing.candidate!, metrics } }));
    expect(read.candidate.metrics).toMatchObject({ accuracy: 0.30000000000000004, f1: null, recall: null });
  });

  it('holds the parts that a batch was trained in', () => {
    const accumulation = { batchSize: 32, physicalBatch: 8 };
    const result = { ...passing, training: { ...passing.training!, accumulation } };
    expect(JSON.parse(toJson(result)).training.accumulation).toEqual(accumulation);
    expect(JSON.parse(toJson(passing)).training).not.toHaveProperty('accumulation');
  });

  it('leaves out what is undefined', () => {
    const result = { ...errored, data: undefined } as unknown as Result;
    expect(toJson(result)).toBe(toJson(errored));
  });
});

describe('inertJson', () => {
  it('says what JSON.stringify says, without a control that a terminal obeys', () => {
    const value = { 'a\u009b31m': ['\u007f', '\u001b[2J', '\u0085', '\u00a0é', '\\u009b'] };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys.
    expect(inertJson(value)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(JSON.parse(inertJson(value))).toEqual(value);
    expect(inertJson({ a: [1, 'é'] }, 2)).toBe(JSON.stringify({ a: [1, 'é'] }, null, 2));
  });
});
