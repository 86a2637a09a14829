import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeShared, root } from '../shared.ts';

/** Debian's own Python, for which its package python3-torch is. */
const PYTHON = '/usr/bin/python3';

const ONNXRUNTIME = ['onnxruntime', '--provider', 'cpu'];

/** Hidden width, heads, layers; and the engines, of which the slow one takes the smaller shapes. */
const SHAPES = [
  [36, 3, 2, [['reference'], ONNXRUNTIME]],
  [48, 6, 3, [ONNXRUNTIME]],
  [40, 5, 1, [['reference'], ONNXRUNTIME]],
  [24, 12, 4, [ONNXRUNTIME]],
  [60, 5, 2, [ONNXRUNTIME]],
] as const;

const hasTorch =
  existsSync(PYTHON) && spawnSync(PYTHON, ['-c', 'import torch, numpy'], { timeout: 120_000 }).status === 0;

// FINETUNE_GATE_REQUIRE_TORCH=1 (set in CI) runs them whether it is there or not, and so fails without it.
if (hasTorch || process.env.FINETUNE_GATE_REQUIRE_TORCH === '1') {
  describeShared('golden numbers of other shapes', shared => {
    const folder = mkdtempSync(join(tmpdir(), 'finetune-gate-golden-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(SHAPES)(
      'hidden %i, %i heads, %i layers: all architectures are PyTorch’s',
      (hidden, heads, layers, engines) => {
        const shape = [hidden, heads, layers];
        const into = join(folder, shape.join('-'));
        const script = join(shared, 'golden', 'make_models.py');
        const made = spawnSync(PYTHON, [script, into, '17', ...shape.map(String)], { encoding: 'utf8' });
        expect(made.status, made.stderr).toBe(0);
        for (const engine of engines) {
          const compared = spawnSync(
            process.execPath,
            [join(root, 'scripts/run.mjs'), join(root, 'scripts/golden.ts'), into, '--engine', ...engine],
            { encoding: 'utf8' },
          );
          // Seven comparisons of each of the four models.
          expect(compared.stdout, compared.stderr).toContain('28 passed, 0 failed');
          expect(compared.status).toBe(0);
        }
      },
      240_000,
    );
  });
} else {
  process.stdout.write('skipped, needs PyTorch (Debian’s python3-torch): golden numbers of other shapes\n');
  describe.skip('golden numbers of other shapes (skipped: needs python3-torch)', () => {
    it('needs PyTorch', () => {});
  });
}
