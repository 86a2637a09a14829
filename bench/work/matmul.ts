import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../../src/engine/engine.ts';
import { rounded } from '../summary.ts';
import type { MatmulOutcome } from '../workload.ts';

/** Rows and widths of a chain of products; the last gives back the first's width. */
interface Chain {
  readonly rows: number;
  readonly widths: readonly number[];
  /** x · Wᵀ with W [out, in], as a model's linear layers have it; otherwise x · W with W [in, out]. */
  readonly transposed: boolean;
}

/** Large squares, and the linear layers of MiniLM and of a base-sized BERT over a batch's tokens. */
const CHAINS: readonly Chain[] = [
  { rows: 1024, widths: [1024], transposed: false },
  { rows: 1024, widths: [1024], transposed: true },
  { rows: 2048, widths: [2048], transposed: false },
  { rows: 2048, widths: [2048], transposed: true },
  { rows: 1024, widths: [384], transposed: true },
  { rows: 1024, widths: [384, 1536], transposed: false },
  { rows: 1024, widths: [384, 1536], transposed: true },
  { rows: 1024, widths: [768, 3072], transposed: true },
];

/** Products in one call, so that what a call costs beside them vanishes. */
const PRODUCTS = 4;
const SECONDS_PER_CHAIN = 0.5;
const LEAST_CALLS = 3;

/** The highest rate at which the engine multiplies matrices on this machine. Weights are variables, as a model's are. */
export async function matmulWork(engine: Engine): Promise<Omit<MatmulOutcome, 'engine'>> {
  const shapes: { shape: string; gflops: number }[] = [];
  for (const chain of CHAINS) {
    const shape = `${chain.rows}×${[...chain.widths, chain.widths[0]].join('×')}${chain.transposed ? ' ᵀ' : ''}`;
    shapes.push({ shape, gflops: rounded(await peak(engine, chain), 1) });
  }
  return { gflops: Math.max(...shapes.map(one => one.gflops)), shapes };
}

async function peak(engine: Engine, { rows, widths, transposed }: Chain): Promise<number> {
  const sides = Array.from({ length: PRODUCTS }, (_, i) => ({
    input: widths[i % widths.length]!,
    output: widths[(i + 1) % widths.length]!,
  }));
  const weights = sides.map(({ input, output }) =>
    randomVariable(transposed ? [output, input] : [input, output], input),
  );
  const x = tf.randomUniform<tf.Rank.R2>([rows, widths[0]!], -1, 1);
  const run = engine.compile((input: tf.Tensor2D) => {
    const y = weights.reduce((z, weight) => tf.matMul(z, weight, false, transposed), input as tf.Tensor);
    // One number to read back, which a device cannot give before it is done.
    return tf.slice(y, [0, 0], [1, 1]);
  });
  const call = async () => {
    const output = await run(x);
    await output.data();
    output.dispose();
  };
  await call();
  const operations = sides.reduce((sum, { input, output }) => sum + 2 * rows * input * output, 0);
  let best = Number.POSITIVE_INFINITY;
  const end = performance.now() + 1000 * SECONDS_PER_CHAIN;
  for (let calls = 0; calls < LEAST_CALLS || performance.now() < end; calls++) {
    const start = performance.now();
    await call();
    best = Math.min(best, performance.now() - start);
  }
  tf.dispose([x, ...weights]);
  return operations / best / 1e6;
}

/** Of a size that keeps a chain's numbers near 1. */
function randomVariable(shape: [number, number], input: number): tf.Variable {
  const limit = Math.sqrt(3 / input);
  return tf.tidy(() => tf.variable(tf.randomUniform(shape, -limit, limit)));
}
