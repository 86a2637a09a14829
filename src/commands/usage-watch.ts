import { FinetuneGateError } from '../errors.ts';
import type { BudgetOptions } from '../gate/options.ts';
import type { Emit } from './job.ts';
import type { RunUsage } from './run-budget.ts';

/** Seconds that a worker has to stop by itself once its time on the GPU is over. */
const PATIENCE_SECONDS = 1;

/** The supervisor's view of what a worker uses: also of one that ends without an answer, or hangs. */
export class UsageWatch {
  readonly #late = new AbortController();
  /** Of the policy, once that is known. */
  limits: BudgetOptions | undefined;
  /** What the worker told last. */
  last: RunUsage | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Aborted when the worker holds the GPU for longer than it may. */
  get signal(): AbortSignal {
    return this.#late.signal;
  }

  /** Takes note of what passes through to `emit`. */
  around(emit: Emit): Emit {
    return event => {
      if ((event.type === 'progress' || event.type === 'usage') && event.usage) this.#see(event.usage);
      emit(event);
    };
  }

  /** The worker is gone. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #see(usage: RunUsage): void {
    this.last = usage;
    const limit = this.limits?.gpu_time;
    if (limit === undefined || usage.gpuSeconds === undefined) return;
    clearTimeout(this.#timer);
    const seconds = Math.max(0, limit - usage.gpuSeconds) + PATIENCE_SECONDS;
    const seen = performance.now();
    const late = () => {
      const held = usage.gpuSeconds! + (performance.now() - seen) / 1000;
      this.last = { missed: 'gpu_time', ...this.last, gpuSeconds: held };
      this.#late.abort(
        new FinetuneGateError('BUDGET_EXCEEDED', 'The run did not stop within its time on a GPU.'),
      );
    };
    this.#timer = setTimeout(late, Math.min(seconds * 1000, 2 ** 31 - 1)).unref();
  }
}
