import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareStatistics } from '../../../scripts/golden/statistics.ts';
import { describeShared } from '../../shared.ts';

describeShared('scipy, statsmodels and scikit-learn', shared => {
  for (const { name, deviation, tolerance } of compareStatistics(join(shared, 'golden'))) {
    it(`${name}`, () => {
      expect(tolerance).toBe(1e-9);
      expect(deviation).toBeLessThanOrEqual(tolerance);
    });
  }
});
