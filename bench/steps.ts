// `npm run bench -- steps`: what a training step costs outside the engine's runs.
import { machine } from './machine.ts';
import { modelWorkload } from './model-workload.ts';
import type { BenchOptions } from './options.ts';
import { runOurs } from './runs.ts';
import { median } from './statistics.ts';
import { rounded } from './summary.ts';
import type { ModelWorkload } from './workload.ts';

/** One JSON line for MiniLM's shape and one for a model so small that little but this cost remains. */
export async function benchSteps(options: BenchOptions): Promise<void> {
  const workload = await modelWorkload('train', options);
  for (const [shape, one] of [
    ['small', small(workload)],
    ['MiniLM', workload],
  ] as const) {
    const { outcome } = await runOurs(one);
    const { seconds, run_seconds: inside, engine } = outcome;
    if (!inside) throw new Error(`the engine ${engine.name} does not count the time inside its runs`);
    const milliseconds = (values: readonly number[]) => rounded(1000 * median(values), 3);
    console.log(
      JSON.stringify({
        bench: 'steps',
        shape,
        outside_ms: milliseconds(seconds.map((all, i) => all - inside[i]!)),
        step_ms: milliseconds(seconds),
        inside_ms: milliseconds(inside),
        steps: seconds.length,
        batch: one.batch_size,
        threads: one.threads,
        engine,
        ...machine(),
      }),
    );
  }
}

/** As many passes as make the median one of code that the JavaScript engine has compiled, as in any long run. */
const SMALL_PASSES = 30;

/** The same sentences through two narrow layers and a thousand words. */
function small(workload: ModelWorkload): ModelWorkload {
  const sizes = { hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 128 };
  const words = 1000;
  return {
    ...workload,
    repeats: SMALL_PASSES,
    config: { ...workload.config, ...sizes, vocab_size: words },
    token_ids: workload.token_ids.map(ids => ids.map(id => id % words)),
  };
}
