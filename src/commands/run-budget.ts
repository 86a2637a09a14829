import type { EngineInfo } from '../engine/engine.ts';
import { GpuSampler, type GpuUse } from '../engine/nvidia-sampler.ts';
import { FinetuneGateError } from '../errors.ts';
import { budgetOutcome, budgetText, needsText } from '../gate/budget.ts';
import { firstOnTheClock, limitsOf, priceOf, wallSecondsOf } from '../gate/limits.ts';
import type { BudgetOptions } from '../gate/options.ts';
import type { BudgetName, Forecast } from '../gate/verdict.ts';
import type { UsageSummary } from '../report/result.ts';
import { Deadline, type TimeLimit } from './deadline.ts';
import { EncodingForecast, type TrainingAhead } from './encoding-forecast.ts';

/** The budget as a job is told of it. */
export interface JobBudget {
  readonly limits: BudgetOptions;
  /** When the run began, which is before the job: Unix time in milliseconds. */
  readonly began: number;
}

/** What a job has used and foresees, for the report and for whoever watches it. */
export interface RunUsage extends UsageSummary {
  /** The limit for which training was cut short, or the run ended. */
  readonly missed?: BudgetName;
  /** Training examples, where there are too many. */
  readonly examples?: number;
  /** Of a run that ended too early to tell more of it. */
  readonly providerCost?: number;
  /** Of the seconds that a GPU is held. */
  readonly gpuForecast?: Forecast;
}

/** After this long, or half of the limit where that is longer, what was computed is worth more than the time that is left. */
const FIRST_MINUTE = 60;

/** Forecasts must be over a limit for so much of it: a machine that is slow for its first seconds ends no run. */
const SURE = { share: 0.05, most: 10 } as const;

interface Seen {
  readonly wall: Forecast;
  readonly of: 'encode' | 'train';
  readonly gpu?: Forecast;
}

/** One run's budget as its worker sees it: the clock, memory, the GPU, and what is foreseen of them. */
export class RunBudget {
  readonly limits: BudgetOptions;
  /** Seconds that retrieval with the trained model is likely to take. */
  retrievalSeconds = 0;
  /** Seconds that the base model took for a text; 0 where it encoded none. */
  secondsPerText = 0;
  /** What will be trained, once it is known. */
  ahead: TrainingAhead | undefined;
  readonly #before: number;
  readonly #lastSeed: number;
  readonly #start = performance.now();
  #forecast: Seen | undefined;
  /** Since when each forecast of a phase has been over a limit; seconds since the run began. */
  #doubted: { readonly of: Seen['of']; readonly since: number } | undefined;
  #missed: BudgetName | undefined;
  #examples: number | undefined;
  #deadline: Deadline | undefined;
  #opened: number | undefined;
  #held = 0;
  #sampler: GpuSampler | undefined;
  #gpu: GpuUse | undefined;
  #memory = 0;

  /** @param seeds the first one that is trained, and how many there are */
  constructor({ limits, began }: JobBudget, seeds = { first: 0, count: 1 }, now = Date.now()) {
    this.limits = limits;
    this.#lastSeed = seeds.first + seeds.count - 1;
    // A clock that was set meanwhile must neither give time nor take it.
    this.#before = Math.min(Math.max(0, (now - began) / 1000), 24 * 3600);
  }

  /** Seconds since the run began. */
  elapsed(): number {
    return this.#before + (performance.now() - this.#start) / 1000;
  }

  /** Seeds that are trained after this one. */
  seedsAfter(seed: number): number {
    return Math.max(0, this.#lastSeed - seed);
  }

  /** Foresees the run while these texts are encoded. */
  encoding(texts: readonly string[]): EncodingForecast | undefined {
    return this.ahead && new EncodingForecast(this, this.ahead, texts);
  }

  /** Of a job that prepares this one, and has so many seconds. */
  forPart(seconds: number): JobBudget {
    const { memory, gpu_time } = this.limits;
    return {
      limits: {
        on_exceed: 'stop',
        ...(Number.isFinite(seconds) && { wall_time: seconds }),
        ...(memory !== undefined && { memory }),
        ...(gpu_time !== undefined && { gpu_time: gpu_time - this.gpuSeconds }),
      },
      began: Date.now(),
    };
  }

  /** Of the limits that the clock runs up to. */
  deadline(): Deadline {
    const limit = wallSecondsOf(this.limits);
    this.#deadline = new Deadline(
      limit === undefined ? undefined : limit - this.elapsed(),
      firstOnTheClock(this.limits),
    );
    return this.#deadline;
  }

  /** From here on a GPU is held, where the engine computes on one; gives the deadline with the limit on that. */
  opened({ gpu, device }: Pick<EngineInfo, 'gpu' | 'device'>, deadline: Deadline): Deadline {
    if (!gpu) return deadline;
    this.#opened = performance.now();
    this.#sampler = new GpuSampler(device);
    const { gpu_time: limit } = this.limits;
    this.#deadline = deadline.or(limit === undefined ? undefined : limit - this.#held, 'gpu_time');
    return this.#deadline;
  }

  /** The engine is closed. */
  async closed(): Promise<void> {
    if (this.#opened === undefined) return;
    this.#held = this.gpuSeconds;
    this.#opened = undefined;
    this.#gpu = await this.#sampler?.stop();
  }

  /** A GPU was held by another job of the same run. */
  addHeld(seconds = 0): void {
    this.#held += seconds;
  }

  get gpuSeconds(): number {
    return this.#held + (this.#opened === undefined ? 0 : (performance.now() - this.#opened) / 1000);
  }

  /** Most bytes so far: of this process, and in use on its GPU. */
  get memory(): number {
    // KiB on every system, as libuv says.
    const resident = process.resourceUsage().maxRSS * 1024;
    this.#memory = Math.max(this.#memory, resident, (this.#sampler?.use() ?? this.#gpu)?.memory ?? 0);
    return this.#memory;
  }

  get overMemory(): boolean {
    const { memory: limit } = this.limits;
    return limit !== undefined && this.memory > limit;
  }

  /** @throws FinetuneGateError BUDGET_EXCEEDED when there is nothing to judge yet and memory is over its limit */
  assertMemory(): void {
    if (!this.overMemory) return;
    this.miss('memory');
    throw exceeded(budgetText(budgetOutcome('memory', this.limits.memory!, this.memory)));
  }

  /** @throws FinetuneGateError BUDGET_EXCEEDED when there are more than the budget allows */
  assertExamples(examples: number): void {
    const { examples: limit } = this.limits;
    if (limit === undefined || examples <= limit) return;
    this.#examples = examples;
    this.miss('examples');
    throw exceeded(budgetText(budgetOutcome('examples', limit, examples)), {
      remedy: 'Set `data.examples` to train on fewer, or raise `budget.examples`.',
    });
  }

  /** Training was cut short for a limit; the first one counts. */
  miss(name: BudgetName): void {
    this.#missed ??= name;
  }

  /** The run ends here, over its budget: for a limit that was told, else the clock's where that has run out. */
  end(): void {
    const deadline = this.#deadline;
    if (deadline && deadline.left() <= 0) this.miss(deadline.name);
    else if (this.limits.provider_cost !== undefined) this.miss('provider_cost');
  }

  /**
   * Takes note of a forecast of the whole run's wall seconds. The first one of training is kept, since that is what a
   * reader can hold against what was spent.
   *
   * @throws FinetuneGateError BUDGET_EXCEEDED when even the low end is over a limit and has been for some time, the run was
   *   young by then, and `on_exceed` is `stop`
   */
  foresee(wall: Forecast, of: 'encode' | 'train'): void {
    const gpu = this.#gpuForecast(wall);
    const seen = { wall, of, ...(gpu && { gpu }) };
    if (this.#forecast?.of !== 'train') this.#forecast = seen;
    if (this.limits.on_exceed !== 'stop') return;
    const now = this.elapsed();
    const clock = wallSecondsOf(this.limits) ?? this.limits.gpu_time ?? 0;
    const found = this.#over(seen);
    if (!found) this.#doubted = undefined;
    else if (this.#doubted?.of !== of) this.#doubted = { of, since: now };
    const { since = Number.POSITIVE_INFINITY } = this.#doubted ?? {};
    const sure = now - since >= Math.min(SURE.most, SURE.share * clock);
    if (!found || now === since || !sure || since > Math.max(FIRST_MINUTE, clock / 2)) return;
    this.#forecast = seen;
    this.miss(found.name);
    throw exceeded(`the run ${needsText(found.name, found.limit, found.foreseen)}`);
  }

  /** The first limit that a forecast is over, even at its low end. */
  #over({ wall, gpu }: Seen): { name: TimeLimit; limit: number; foreseen: Forecast } | undefined {
    const all = forecastsOf(this.limits, { forecast: wall, ...(gpu && { gpuForecast: gpu }) });
    const limits = limitsOf(this.limits);
    for (const name of ['wall_time', 'gpu_time', 'cost'] as const) {
      const [foreseen, limit] = [all[name], limits[name]];
      if (foreseen && limit !== undefined && foreseen.low > limit) return { name, limit, foreseen };
    }
    return undefined;
  }

  usage(): RunUsage {
    const { gpuSeconds } = this;
    const gpu = this.#gpu ?? this.#sampler?.use();
    return {
      ...(this.#forecast && { forecast: this.#forecast.wall }),
      ...(this.#forecast?.gpu && { gpuForecast: this.#forecast.gpu }),
      memory: this.memory,
      ...(gpuSeconds > 0 && { gpuSeconds }),
      ...(gpu && Object.keys(gpu).length > 0 && { gpu }),
      ...(this.#missed && { missed: this.#missed }),
      ...(this.#examples !== undefined && { examples: this.#examples }),
    };
  }

  /** What is left of the run is spent on the GPU, but for the end, which is short. */
  #gpuForecast(wall: Forecast): Forecast | undefined {
    if (this.#opened === undefined) return undefined;
    const shift = this.gpuSeconds - this.elapsed();
    return { estimate: wall.estimate + shift, low: wall.low + shift, high: wall.high + shift };
  }
}

/** The forecast of each limit that time runs up to, in its unit. */
export function forecastsOf(
  limits: BudgetOptions,
  { forecast: wall, gpuForecast: gpu }: RunUsage,
): Partial<Record<'wall_time' | 'gpu_time' | 'cost', Forecast>> {
  const priced = (seconds: number) => priceOf(seconds, limits)!;
  return {
    ...(wall && { wall_time: wall }),
    ...(gpu && { gpu_time: gpu }),
    ...(wall &&
      limits.cost && {
        cost: { estimate: priced(wall.estimate), low: priced(wall.low), high: priced(wall.high) },
      }),
  };
}

function exceeded(clause: string, options: { readonly remedy?: string } = {}): FinetuneGateError {
  return new FinetuneGateError('BUDGET_EXCEEDED', `Over budget: ${clause}.`, options);
}
