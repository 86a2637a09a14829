import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareStatistics } from '../../scripts/golden/statistics.ts';
import { describeShared } from '../shared.ts';

/** Debian's own Python, for which its packages are. */
const PYTHON = '/usr/bin/python3';

const hasScipy =
  existsSync(PYTHON) &&
  spawnSync(PYTHON, ['-c', 'import scipy, sklearn, statsmodels'], { timeout: 120_000 }).status === 0;

// FINETUNE_GATE_REQUIRE_TORCH=1 (set in CI, which installs these too) runs them whether they are there or not.
if (hasScipy || process.env.FINETUNE_GATE_REQUIRE_TORCH === '1') {
  describeShared('golden statistics of other seeds', shared => {
    const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-golden-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each([1, 2, 31_337])(
      'seed %i: scipy, statsmodels and scikit-learn agree within 1e-9',
      seed => {
        const into = join(folder, String(seed));
        mkdirSync(into);
        const script = join(shared, 'golden', 'make_statistics.py');
        const made = spawnSync(PYTHON, [script, join(into, 'statistics.json'), String(seed)], {
          encoding: 'utf8',
        });
        expect(made.status, made.stderr).toBe(0);
        const deviations = compareStatistics(into);
        expect(deviations.length).toBe(14);
        expect(deviations.filter(({ deviation }) => !(deviation <= 1e-9))).toEqual([]);
      },
      120_000,
    );
  });
} else {
  const needs = 'Debian’s python3-scipy, python3-sklearn and python3-statsmodels';
  process.stdout.write(`skipped, needs ${needs}: golden statistics of other seeds\n`);
  describe.skip(`golden statistics of other seeds (skipped: needs ${needs})`, () => {
    it('needs scipy', () => {});
  });
}
