// `npm run conformance -- [options]`: tfjs-core's own specs on a backend of ours.
import * as tf from '@tensorflow/tfjs-core';
import { openOnnxruntime } from '../../src/engine/onnxruntime/open.ts';
import { openReference } from '../../src/engine/reference/open.ts';
import { usedKernels } from '../unit/engine/used-kernels.ts';
import { EXCLUSIONS } from './exclusions.ts';
import { type ConformanceOptions, readOptions, USAGE } from './options.ts';
import { runSpecs } from './run.ts';
import { staleExclusions } from './stale.ts';
import { loadSuite } from './suite.ts';
import { specsWithin } from './training.ts';

/** More would wait for each other: the specs' tensors are small. */
const THREADS = 1;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const open = (provider: 'cpu' | 'webgpu') => openOnnxruntime({ provider, threads: THREADS });

async function conformance({ engine: name, provider, only, training }: ConformanceOptions): Promise<boolean> {
  const onnxruntime = name === 'onnxruntime';
  // Which specs are of training is found on the CPU, where every kernel works.
  const first = onnxruntime ? await open(training ? 'cpu' : provider) : await openReference();
  const backend = tf.getBackend();
  // Before the suite is loaded: it makes tfjs check for leaks, and takes what layer normalization saves for one.
  const used = training ? await usedKernels(first) : null;
  const suite = await loadSuite(backend);
  const subset = used && (await specsWithin(used, suite));
  if (subset && onnxruntime) {
    first.dispose();
    await open(provider);
  }
  const { unregistered, excluded } = EXCLUSIONS[name];
  const here = excluded.filter(exclusion => (exclusion.provider ?? provider) === provider);
  const outcome = await runSpecs(suite, {
    wanted: spec => (subset?.has(spec) ?? true) && (only?.test(spec) ?? true),
    unregistered,
    excluded: here,
  });

  const faults = staleExclusions(EXCLUSIONS[name], {
    names: suite.names,
    registered: tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName),
    missing: subset || only ? null : outcome.missing,
  });
  for (const { spec, message } of outcome.failed) print(`failed: ${spec}\n  ${message.split('\n')[0]}`);
  for (const [reason, specs] of outcome.skipped) print(`skipped: ${specs.length} (${reason})`);
  for (const fault of faults) print(`stale exclusion: ${fault}`);
  const skipped = [...outcome.skipped.values()].flat().length;
  print(`${outcome.passed.length} passed, ${outcome.failed.length} failed, ${skipped} skipped`);
  return outcome.failed.length === 0 && faults.length === 0;
}

let options: ConformanceOptions;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
  process.exit(2);
}
// Specs leave timers behind, which would keep the process.
process.exit((await conformance(options)) ? 0 : 1);
