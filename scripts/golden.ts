// Compares this project with numbers computed by PyTorch, scipy and scikit-learn: `npm run golden -- FOLDER [--engine NAME] [--provider NAME]`.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { engineOptions } from '../src/engine/options.ts';
import { openEngine } from '../src/engine/select.ts';
import { toError } from '../src/errors.ts';
import type { Deviation } from './golden/deviation.ts';
import { compareModel } from './golden/model.ts';
import { compareStatistics } from './golden/statistics.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string', default: 'onnxruntime' },
    provider: { type: 'string' },
  },
});
const folder = positionals[0];
if (!folder || !existsSync(folder)) {
  console.error(
    'usage: npm run golden -- FOLDER [--engine onnxruntime|reference|tensorflow] [--provider cpu|webgpu|cuda], with the golden numbers in FOLDER',
  );
  process.exit(2);
}

const provider = values.provider ?? (values.engine === 'onnxruntime' ? 'cpu' : 'auto');
const engine = await openEngine(engineOptions.parse({ engine: values.engine, provider }), () => {});
const { name, device } = engine.info;
console.log(
  `Engine ${[name, engine.info.provider].filter(Boolean).join(' ')} on ${device}. Largest deviation from the golden numbers:`,
);
let passed = 0;
let failed = 0;

function show(group: string, deviations: readonly Deviation[]): void {
  for (const { name, deviation, tolerance } of deviations) {
    const holds = deviation <= tolerance;
    if (holds) passed++;
    else failed++;
    console.log(
      `${holds ? 'ok  ' : 'FAIL'}  ${`${group}: ${name}`.padEnd(52)} ${deviation.toExponential(2)} (at most ${tolerance})`,
    );
  }
}

const entries = await readdir(folder, { withFileTypes: true });
for (const { name } of entries.filter(
  entry => entry.isDirectory() && existsSync(join(folder, entry.name, 'golden.json')),
)) {
  try {
    show(name, await compareModel(join(folder, name), engine));
  } catch (thrown) {
    failed++;
    console.log(`FAIL  ${name}: ${toError(thrown).message}`);
  }
}
if (existsSync(join(folder, 'statistics.json'))) show('statistics', compareStatistics(folder));
engine.dispose();
if (passed + failed === 0) {
  console.error(`no golden numbers in ${folder}`);
  failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
