import { describe, expect, it } from 'vitest';
import { releasePlan } from '../../../src/publish/plan.ts';
import { failing, overBudget, passing } from '../report/samples.ts';

const FILES = [
  'SHA256SUMS',
  'model.safetensors',
  '2_Dense/model.safetensors',
  '1_Pooling/config.json',
  'modules.json',
  'README.md',
];

describe('releasePlan', () => {
  it('names every file, without folders, the checksums last', () => {
    expect(releasePlan(FILES, passing.verdict)).toEqual({
      publish: true,
      assets: [
        { file: 'README.md', name: 'README.md' },
        { file: 'modules.json', name: 'modules.json' },
        { file: '1_Pooling/config.json', name: '1_Pooling__config.json' },
        { file: '2_Dense/model.safetensors', name: '2_Dense__model.safetensors' },
        { file: 'model.safetensors', name: 'model.safetensors' },
        { file: 'SHA256SUMS', name: 'SHA256SUMS' },
      ],
    });
  });

  it('gives the same whatever the order of the files', () => {
    expect(releasePlan([...FILES].reverse(), passing.verdict)).toEqual(releasePlan(FILES, passing.verdict));
  });

  it.each([failing, overBudget])('publishes nothing that did not pass, and says why', ({ verdict }) => {
    expect(releasePlan(FILES, verdict)).toEqual({ publish: false, reason: verdict.sentence });
  });

  it('publishes no empty folder, and no two files under one name', () => {
    expect(releasePlan([], passing.verdict)).toMatchObject({ publish: false });
    expect(() => releasePlan(['a/b', 'a__b'], passing.verdict)).toThrowError(
      expect.objectContaining({ code: 'OUTPUT_UNWRITABLE' }),
    );
  });
});
