import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/engine/engine.ts';
import { openOnnxruntime } from '../../../../src/engine/onnxruntime/open.ts';
import { openReference } from '../../../../src/engine/reference/open.ts';
import { lossByName } from '../../../../src/training/losses/by-name.ts';
import type { LossOptions } from '../../../../src/training/losses/settings.ts';
import { trainOptions } from '../../../../src/training/options.ts';
import { root } from '../../../shared.ts';
import { apart, type ColumnBatch, lossAndSlopes, padded, worst } from './columns.ts';

interface Case extends ColumnBatch {
  readonly options: LossOptions;
  readonly loss: number;
  readonly gradients: number[][][];
}

const golden = JSON.parse(readFileSync(join(root, 'fixtures/golden/losses.json'), 'utf8')) as {
  torch: string;
  cases: Case[];
};
const cases = golden.cases.map(one => ({ ...one, name: JSON.stringify(one.options) }));

const ENGINES = {
  reference: openReference,
  onnxruntime: () => openOnnxruntime({ provider: 'cpu', threads: 1 }),
} as const;

describe.each(['reference', 'onnxruntime'] as const)("PyTorch's losses and gradients on %s", name => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await ENGINES[name]();
  });

  it.each(cases)('$name', async ({ options, loss: expected, gradients, ...batch }) => {
    const loss = lossByName(trainOptions.parse(options));
    const { value, slopes } = await lossAndSlopes(engine, loss, batch);
    expect(Math.abs(value / expected - 1)).toBeLessThan(2e-6);
    // Single precision, on gradients that grow with the scale.
    const largest = Math.max(...gradients.flat(2).map(Math.abs));
    expect(worst(slopes, gradients)).toBeLessThan(3e-6 * Math.max(1, largest));
  });

  it.each(cases)(
    '$name, with padding anywhere in the batch',
    async ({ options, loss: expected, gradients, ...batch }) => {
      const loss = lossByName(trainOptions.parse(options));
      for (const weights of [
        [1, 1, 1, 1, 1, 1, 0, 0, 0],
        [0, 1, 1, 0, 1, 1, 1, 0, 1],
      ]) {
        const { value, slopes } = await lossAndSlopes(engine, loss, padded(batch, weights), weights);
        const { real, padding } = apart(slopes, weights);
        expect(Math.abs(value / expected - 1)).toBeLessThan(2e-6);
        expect(worst(real, gradients)).toBeLessThan(3e-6 * Math.max(1, ...gradients.flat(2).map(Math.abs)));
        expect(padding.flat(2).every(slope => slope === 0)).toBe(true);
      }
    },
  );
});

describe('the fixture', () => {
  it('has every loss, alone and at several dimensions', () => {
    const { options } = trainOptions.shape.loss.unwrap();
    for (const loss of options)
      for (const several of [false, true])
        expect(
          cases.some(one => one.options.loss === loss && Boolean(one.options.matryoshka) === several),
          loss,
        ).toBe(true);
    expect(golden.torch).toMatch(/^\d/);
  });
});
