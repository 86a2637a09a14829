import { describe, expect, it } from 'vitest';
import { keptDimensions } from '../../../../src/model/store/kept-dimensions.ts';
import { EmbeddingStore } from '../../../../src/model/store/store.ts';
import { Sandbox } from '../../../sandbox.ts';

describe('keptDimensions', () => {
  it('finds the width of what is kept under a key, and of nothing else', async () => {
    const sandbox = new Sandbox();
    const key = { weightsHash: 'sha256:a', maxLength: 0, precision: 'provider' };
    expect(keptDimensions(sandbox.path('none'), key)).toBeUndefined();
    for (const [weightsHash, dimensions] of [
      ['sha256:b', 7],
      ['sha256:a', 5],
    ] as const) {
      const store = EmbeddingStore.open(sandbox.folder, { ...key, weightsHash, dimensions });
      store.append(['text'], new Float32Array(dimensions).fill(1));
      await store.close();
    }
    sandbox.write('other.txt', '');
    expect(keptDimensions(sandbox.folder, key)).toBe(5);
    expect(keptDimensions(sandbox.folder, { ...key, weightsHash: 'sha256:c' })).toBeUndefined();
    expect(keptDimensions(sandbox.folder, { ...key, maxLength: 9 })).toBeUndefined();
  });
});
