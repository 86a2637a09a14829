import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/report/result.ts';
import { fixtureConfig, fixtureRepository } from '../sandbox.ts';
import { root } from '../shared.ts';

/** SwiftShader, a Vulkan driver in software, as Debian's chromium brings it. */
const driver = process.env.FINETUNE_GATE_SWIFTSHADER ?? '/usr/lib/chromium/vk_swiftshader_icd.json';

function train(sandbox: ReturnType<typeof fixtureRepository>, output: string, ...engine: string[]) {
  const env = { ...process.env, VK_DRIVER_FILES: driver, XDG_RUNTIME_DIR: sandbox.folder };
  const args = ['train', '--config', 'all.yml', '--output', output, ...engine];
  const options = { cwd: sandbox.folder, encoding: 'utf8', env } as const;
  const { stderr } = spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), ...args], options);
  expect(existsSync(sandbox.path(output, 'report.json')), stderr).toBe(true);
  return { stderr, result: JSON.parse(sandbox.read(`${output}/report.json`)) as Result };
}

function wholeRun(): void {
  const sandbox = fixtureRepository(fixtureConfig());
  const all = fixtureConfig().replace('tune: head', 'tune: all').replace('epochs: 2', 'epochs: 1');
  sandbox.write('all.yml', all.replace('train.tsv', 'train.tsv\n  examples: 96'));
  const gpu = train(sandbox, 'gpu', '--engine', 'onnxruntime', '--provider', 'webgpu');
  expect(gpu.stderr).toMatch(/engine: onnxruntime \S+ on SwiftShader .*provider webgpu/);
  const cpu = train(sandbox, 'cpu', '--engine', 'onnxruntime', '--provider', 'cpu');
  expect(gpu.result.training?.steps).toBe(3);
  expect(gpu.result.training!.epochs[0]!.loss).toBeCloseTo(cpu.result.training!.epochs[0]!.loss, 3);
  expect(gpu.result.candidate!.metrics.accuracy).toBeCloseTo(cpu.result.candidate!.metrics.accuracy!, 1);
  // What only pretends to be a GPU is none.
  const refused = spawnSync(
    process.execPath,
    [join(root, 'dist', 'cli.js'), 'train', '--output', 'refused', '--provider', 'webgpu', '--require-gpu'],
    {
      cwd: sandbox.folder,
      encoding: 'utf8',
      env: { ...process.env, VK_DRIVER_FILES: driver, XDG_RUNTIME_DIR: sandbox.folder },
    },
  );
  expect(refused.stderr + refused.stdout).toContain('GPU_REQUIRED');
}

if (existsSync(driver)) {
  describe('WebGPU', () => it('trains and scores a model as the CPU does', wholeRun, 240_000));
} else if (process.env.FINETUNE_GATE_REQUIRE_WEBGPU === '1') {
  it('needs a Vulkan driver', () => {
    throw new Error(`FINETUNE_GATE_REQUIRE_WEBGPU is set, but there is no ${driver}`);
  });
} else {
  process.stdout.write(`skipped, needs a Vulkan driver in software (${driver}): WebGPU\n`);
  describe.skip(`WebGPU (skipped: no ${driver}, which Debian's package chromium brings)`, () => {
    it('needs a Vulkan driver', () => {});
  });
}
